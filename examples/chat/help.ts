export const help = `Ask for the time, or for a sum. What begins with a slash is a command:
  /stop      stops the answer, and keeps what has arrived (so does Ctrl-C)
  /retry     asks for the last answer again
  /fork      goes on in a copy of the conversation; /back returns to where it was
  /history   prints what was said
  /save      writes the conversation to a file: /save FILE
  /help      prints this
  /quit      ends it (so do Ctrl-D, and Ctrl-C where nothing is to be stopped)`;
