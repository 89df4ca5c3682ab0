// Preloaded into a program that bootstrap started: when bootstrap is killed, the program is not left behind holding the data directory.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
