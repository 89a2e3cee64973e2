package dev.stillmap.fuzz;

/** What may come of operations; the corpus must show all of them. */
enum Outcome {
    KEY_THREW_INTO_ITS_CALLER,
    KEY_THREW_IN_A_MOVE,
    FUNCTION_THREW,
    NESTED_WRITE_DONE,
    NESTED_WRITE_REFUSED,
    BATCH_FAILED,
    STAMP_FITTED,
    STAMP_OUTDATED,
    SNAPSHOT_EXPIRED,
    WALK_ENDED,
    CURSOR_ENDED,
    TABLE_GREW,
    BUCKET_COPIED
}
