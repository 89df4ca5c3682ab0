import { offlineProblem, problemOf } from './problem.ts';

/** Uploads one file as a raw stream and reports the share sent, 0..1. XMLHttpRequest, since fetch tells no upload progress. */
export function upload(file: File, onProgress: (share: number) => void): Promise<{ spool: string }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/upload?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('x-mainstay', '1');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = (event) => onProgress(event.total > 0 ? event.loaded / event.total : 0);
    request.onerror = () => reject(offlineProblem());
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as { spool: string });
      else reject(problemOf(request.status, request.responseText));
    };
    request.send(file);
  });
}
