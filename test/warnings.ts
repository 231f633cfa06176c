import process from 'node:process';

// A warning of Node's, of too many listeners, say, fails the run: thrown here it is an unhandled error.
process.on('warning', (warning) => {
  // The SDK's advice about the age of this Node is no fault of anybody's.
  if (!warning.message.startsWith('NodeVersionSupportWarning')) throw warning;
});
