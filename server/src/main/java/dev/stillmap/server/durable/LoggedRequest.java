package dev.stillmap.server.durable;

import dev.stillmap.server.ingest.Submission;

/**
 * A request as it stands in the log.
 *
 * @param number its place among all requests, from 1 on
 * @param received when it came, in milliseconds since 1970
 * @param latest events after this moment were refused, in milliseconds since 1970
 * @param source what its rejected lines are kept under
 * @param submission its events
 */
record LoggedRequest(long number, long received, long latest, String source, Submission submission) {}
