package dev.stillmap.server.durable;

import dev.stillmap.server.ingest.Submission;

/**
 * A request as it stands in the log.
 *
 * @param number its place among all requests, from 1 on
 * @param source what its rejected lines are kept under
 * @param submission its events
 */
record LoggedRequest(long number, String source, Submission submission) {}
