// Evaluated in the page: what runs out of the window or is cut off, as a reader meets it. Text with an ellipsis or in a named control may be cut.
(() => {
  const faults = new Set();
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.add(`the page is ${root.scrollWidth - root.clientWidth} px wider than the window`);
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (!own || element.clientWidth < 2 || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    if (style.clipPath !== 'none') continue;
    const hidden = style.overflowX === 'hidden' || style.overflowX === 'clip';
    const told = style.textOverflow === 'ellipsis' || element.closest('[title],[aria-label]') !== null;
    const what = `${element.tagName.toLowerCase()}.${element.className} "${element.textContent.trim().slice(0, 60)}"`;
    if (hidden && !told && element.scrollWidth > element.clientWidth + 1) faults.add(`cut off at the side: ${what}`);
    if (style.overflowY === 'hidden' && style.webkitLineClamp === 'none' && element.scrollHeight > element.clientHeight + 3) faults.add(`cut off below: ${what}`);
  }
  return [...faults];
})()
