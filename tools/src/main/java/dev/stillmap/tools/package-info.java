/** The command line of Stillmap. Each command is a package of its own; {@link dev.stillmap.tools.Main} chooses. */
package dev.stillmap.tools;
