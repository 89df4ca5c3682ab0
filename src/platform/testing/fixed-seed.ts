import fc from 'fast-check';

// The same cases on every run, so that a red test is the change's doing; another seed looks for new ones.
fc.configureGlobal({ seed: Number(process.env['MAINSTAY_TEST_SEED'] ?? 20260101) });
