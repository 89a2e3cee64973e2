package dev.stillmap.server.cli;

/** How a server writes what happens. */
enum LogFormat {
    /** For people. */
    TEXT,
    /** An object in each line, for programs. */
    JSON
}
