package dev.stillmap.server.held;

import java.time.Instant;

/**
 * How a snapshot ended.
 *
 * @param at when; of one that was closed for memory, when that was noticed
 * @param forMemory whether it was closed because open snapshots kept too much memory alive
 */
public record SnapshotEnd(Instant at, boolean forMemory) {}
