import process from 'node:process';

// A warning of Node's, of too many listeners, say, fails the run: thrown here it is an unhandled error.
process.on('warning', (warning) => {
  throw warning;
});
