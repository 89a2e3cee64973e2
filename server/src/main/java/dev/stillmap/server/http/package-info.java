/** The feature server over HTTP: points, events, snapshots and questions about them. */
@NullMarked
package dev.stillmap.server.http;

import org.jspecify.annotations.NullMarked;
