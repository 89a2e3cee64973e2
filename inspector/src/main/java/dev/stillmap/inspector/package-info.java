/**
 * Looks into maps of a running application, on a page in a browser. {@link dev.stillmap.inspector.Inspector} serves the
 * page by itself; {@link dev.stillmap.inspector.InspectorService} is for an application that has an HTTP server already.
 */
@NullMarked
package dev.stillmap.inspector;

import org.jspecify.annotations.NullMarked;
