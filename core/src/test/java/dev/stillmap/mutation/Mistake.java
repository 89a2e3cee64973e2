package dev.stillmap.mutation;

import dev.stillmap.scenario.BatchScenario;
import dev.stillmap.scenario.CausalScenario;
import dev.stillmap.scenario.ChangesScenario;
import dev.stillmap.scenario.ClearScenario;
import dev.stillmap.scenario.EvacuationRetryScenario;
import dev.stillmap.scenario.FailedMoveScenario;
import dev.stillmap.scenario.GrowthDuringComputeScenario;
import dev.stillmap.scenario.GrowthScenario;
import dev.stillmap.scenario.RandomOperationsScenario;
import dev.stillmap.scenario.RefusingHoldScenario;
import dev.stillmap.scenario.RemovePutScenario;
import dev.stillmap.scenario.Scenario;
import dev.stillmap.scenario.ShrinkScenario;
import dev.stillmap.scenario.SnapshotLadderScenario;
import dev.stillmap.scenario.SnapshotRaceScenario;
import dev.stillmap.scenario.StoreBufferScenario;
import dev.stillmap.scenario.ThrowingHashScenario;
import java.util.List;

/**
 * Mistakes that are easy to make in the map's protocol: what to change in its sources to make each, and the scenario
 * that shows it. Its text names the mistake and, after the colon, the protection that is taken away.
 */
public enum Mistake {
    EPOCH_BEFORE_LOCK(
            "a write gets into a snapshot that was taken before it: epoch read under the lock",
            SnapshotRaceScenario.class,
            10,
            edit(
                    "Writes",
                    "if (!Table.compareAndSetWord(meta, o, word, word | Word.LOCK)) { return RETRY; }",
                    "Epoch early = epochs.current(); " + Edit.PAUSE
                            + "if (!Table.compareAndSetWord(meta, o, word, word | Word.LOCK)) { return RETRY; }"),
            edit("Writes", "do { epoch = epochs.current(); while (", "do { epoch = early; while ("),
            edit("Writes", "noted = epoch.number; epoch = epochs.current();", "noted = epoch.number;")),

    NUMBER_BEFORE_LOCK(
            "a put of a present key gets into a snapshot that was taken before it: epoch number read under the lock",
            CausalScenario.class,
            20,
            edit(
                    "MapCore",
                    "Epochs clock = epochs;",
                    "Epochs clock = epochs; long early = clock.number(); " + Edit.PAUSE),
            edit("MapCore", "clock.number() != Word.stamp", "early != Word.stamp")),

    EPOCH_NUMBER_REUSED(
            "a snapshot takes no new epoch number because nothing was written yet: a number for each snapshot",
            SnapshotRaceScenario.class,
            10,
            edit(
                    "Epoch",
                    "final long number;",
                    "final long number; volatile boolean[] touched = new boolean[1];"
                            + "Epoch renewed(Epoch old) { touched = old.touched; return this; }"),
            edit("Writes", "long changed =", Edit.PAUSE + " epoch.touched[0] = true; long changed ="),
            edit(
                    "Epochs",
                    "SnapshotNode node = new SnapshotNode(map, now.number,",
                    "boolean touched = now.touched[0];"
                            + "SnapshotNode node = new SnapshotNode(map, touched ? now.number : now.number - 1,"),
            edit(
                    "Epochs",
                    "new Epoch(now.number + 1, node, Guard.remaining(now.guards, null, listed));",
                    "(touched ? new Epoch(now.number + 1, node, null) : new Epoch(now.number, node, null).renewed(now));"),
            edit("Epochs", "new Epoch(now.number, open, guards)", "new Epoch(now.number, open, guards).renewed(now)")),

    GET_THROUGH_LOCK(
            "get uses the content of a locked bucket: wait for the lock",
            StoreBufferScenario.class,
            10,
            edit("MapCore", "(word & (Word.LOCK | Word.EVAC)) == 0", "(word & Word.EVAC) == 0"),
            edit("MapCore", "Word.LOCK | Word.EVAC | Word.overflowBit(hash)", "Word.EVAC | Word.overflowBit(hash)")),

    SNAPSHOT_THROUGH_LOCK(
            "a snapshot uses the content of a locked bucket: wait for the lock",
            SnapshotRaceScenario.class,
            10,
            edit(
                    "BucketReader",
                    "if (Word.locked(word)) { spins = Backoff.pause(spins); continue; }"
                            + "if (Word.evacuated(word) && t.evacEpoch(bucket) <= node.cut) { t =",
                    "if (Word.evacuated(word) && t.evacEpoch(bucket) <= node.cut) { t ="),
            edit("BucketReader", "return !Word.locked(word) && Word.stamp", "return Word.stamp"),
            edit("Writes", "long changed =", Edit.PAUSE + " long changed =")),

    ITERATION_THROUGH_LOCK(
            "an iteration uses the content of a locked bucket: wait for the lock",
            RemovePutScenario.class,
            20,
            edit(
                    "BucketReader",
                    "if (Word.locked(word)) { spins = Backoff.pause(spins); continue; } if (Word.evacuated(word)) {",
                    "if (Word.evacuated(word)) {"),
            edit("Writes", "if (setsCell) { t.", Edit.PAUSE + " if (setsCell) { t.")),

    PAIR_AT_UNLOCK(
            "an iteration mixes two states of a bucket: pair published before the content changes",
            RemovePutScenario.class,
            20,
            edit("Writes", "if (changed != word) { Table.setWordRelease(meta, o, changed | Word.LOCK); }", ""),
            edit("Writes", "if (setsCell) { t.", Edit.PAUSE + " if (setsCell) { t.")),

    PAIR_KEPT_BY_REMOVE(
            "get returns the value of another key: pair moved by a remove",
            RemovePutScenario.class,
            20,
            edit("Writes", "action == EMPTY_SLOT || action >= SET_OVERFLOW_KEYS", "action >= SET_OVERFLOW_KEYS")),

    NO_SECOND_LOOK(
            "get returns the value of another key: second look at the state word",
            RemovePutScenario.class,
            20,
            edit("MapCore", "if (Table.wordOpaque(meta, o) == word) { return value; }", "if (true) { return value; }")),

    SCAN_WITHOUT_SECOND_LOOK(
            "a scan mixes two states of a bucket: second look at the state word",
            SnapshotLadderScenario.class,
            10,
            edit("BucketWalker", "if (Table.wordOpaque(meta, o) != word) { break; }", "")),

    SCAN_TRUSTS_EMPTY_TAGS(
            "a scan misses what was removed just now: second look at a bucket whose tags are empty",
            CausalScenario.class,
            20,
            edit(
                    "BucketWalker",
                    "long used = Hashing.used(Table.ctrlAcquire(meta, o));",
                    Edit.PAUSE + " long used = Hashing.used(Table.ctrlAcquire(meta, o));"),
            edit("BucketWalker", "if (Table.wordOpaque(meta, o) != word) { scanRest", "if (false) { scanRest")),

    CONTROL_WORD_UNCHECKED(
            "two inserts fill one slot: control word compared under the lock",
            RemovePutScenario.class,
            20,
            edit("Writes", "if (Table.ctrlAcquire(meta, o) != ctrl) { return RETRY; }", "")),

    PASSED_MEANS_NO_COPY(
            "a bucket that a scan has passed is saved for nobody: older snapshots asked too",
            SnapshotLadderScenario.class,
            10,
            edit(
                    "Writes",
                    "if (node.map == core && !node.closed && !node.passed(t, bucket)) { return node; }",
                    "if (node.passed(t, bucket)) { return null; } if (!node.closed) { return node; }")),

    PASSED_TOLD_EARLY(
            "a bucket that a scan is about to read is saved for nobody: buckets passed only when read",
            SnapshotLadderScenario.class,
            10,
            edit("BucketWalker", "scanRun(at,", "if (tellsWriters) { at.setScanDone(position + run); } scanRun(at,")),

    COPIES_DROPPED_AT_CLOSE(
            "a closed snapshot takes along what older ones need: copies handed over",
            SnapshotLadderScenario.class,
            10,
            edit("Epochs", "bytes = handOver(node, heir);", "")),

    OLDER_FORGOTTEN_AT_CLOSE(
            "nothing is saved for older snapshots once the youngest is closed: next open one installed",
            SnapshotLadderScenario.class,
            10,
            edit("Epochs", "nextOpen(now.open)", "null")),

    OPEN_FORGOTTEN_AT_ADVANCE(
            "nothing is saved for open snapshots once sequence numbers are used up: open ones taken along",
            RandomOperationsScenario.class,
            10,
            edit("Epochs", "new Epoch(wanted, now.open,", "new Epoch(wanted, null,")),

    CLOSED_NOT_ASKED_AGAIN(
            "a copy is saved for a snapshot that is just being closed: closed asked again after the copy",
            SnapshotRaceScenario.class,
            10,
            edit("Writes", "if (keeper == null) { break; }", "if (keeper == null) { break; } " + Edit.PAUSE),
            edit("Writes", "while (keeper.closed);", "while (false);")),

    CLOSED_ASKED_BEFORE_COPY(
            "writer and closer miss each other, as without a fence: copy stored before the look at closed",
            SnapshotRaceScenario.class,
            10,
            edit(
                    "Writes",
                    "SnapshotNode keeper; Object previous",
                    "SnapshotNode keeper; boolean early = false; Object previous"),
            edit("Writes", "ticket.store(bucket);", "early = keeper.closed; " + Edit.PAUSE + " ticket.store(bucket);"),
            edit("Writes", "while (keeper.closed);", "while (early);")),

    HASH_UNDER_LOCK_IN_MOVE(
            "a throwing hashCode leaves a bucket locked: keys of a move hashed before the lock",
            FailedMoveScenario.class,
            5,
            edit("Evacuation", "if (!from.lock()) { continue; }", ""),
            edit("Evacuation", "int upper = from", "if (!from.lock()) { continue; } int upper = from")),

    HASH_UNDER_LOCK_IN_WRITE(
            "a throwing hashCode leaves half an insert: key of a write hashed before the lock",
            ThrowingHashScenario.class,
            10,
            edit("Writes", "Hashing.tag(hash)", "Hashing.tag(Hashing.spread(key.hashCode()))")),

    EXCEPTION_OF_ANOTHERS_KEY(
            "what a hashCode throws reaches whoever moves the bucket: exceptions caught in a move",
            EvacuationRetryScenario.class,
            5,
            edit("Source", "catch (Throwable e) {", "catch (StackOverflowError e) {")),

    MOVED_WITHOUT_HASH(
            "a bucket moves although a key cannot be hashed: bucket left to a later lap",
            EvacuationRetryScenario.class,
            5,
            edit("Evacuation", "if (upper < 0) { return false; }", "if (upper < 0) { upper = 0; }")),

    MOVED_BEFORE_FILLED(
            "children are reached while they are empty: EVAC set after they are filled",
            GrowthScenario.class,
            20,
            edit(
                    "Evacuation",
                    "low.fill(from.wordAt(epoch.number)); high.fill(from.wordAt(epoch.number)); from.leave(epoch);",
                    "from.leave(epoch); " + Edit.PAUSE
                            + " low.fill(from.wordAt(epoch.number)); high.fill(from.wordAt(epoch.number));")),

    MOVE_NOT_DATED(
            "snapshots follow every move, and children keep the old stamp: epoch of the move",
            RandomOperationsScenario.class,
            10,
            edit("Source", "return Word.stamp(word) == epoch ? word & Word.PAIR : epoch;", "return word & Word.PAIR;"),
            edit("Source", "epochs[Table.offset(bucket)] = epoch.number;", "")),

    SNAPSHOT_FOLLOWS_LATER_MOVE(
            "a snapshot follows a move that is younger than itself: epoch of the move compared with the cut",
            SnapshotLadderScenario.class,
            10,
            edit(
                    "BucketReader",
                    "if (Word.evacuated(word) && t.evacEpoch(bucket) <= node.cut) { return false",
                    "if (Word.evacuated(word)) { return false")),

    SEGMENT_RELEASED_EARLY(
            "a moved segment is gone that an older snapshot reads: released when the last such snapshot closes",
            SnapshotLadderScenario.class,
            10,
            edit("Epochs", "return node != null && node.cut < lastMove;", "return false;")),

    RESERVED_NOT_MOVED(
            "growth stands still while a function runs: reserved buckets moved",
            GrowthDuringComputeScenario.class,
            10,
            edit("Source", "(word & (Word.LOCK | Word.EVAC))", "(word & (Word.LOCK | Word.EVAC | Word.RES))")),

    MOVE_IGNORES_OVERFLOW(
            "a move loses an update of the overflow: overflow compared under the lock",
            ShrinkScenario.class,
            10,
            edit("Source", "if (!Table.compareAndSetWord(", Edit.PAUSE + " if (!Table.compareAndSetWord("),
            edit("Source", "table.overflowCell(bucket) == cell", "true")),

    JOIN_IGNORES_UPDATES(
            "a join loses the update of a slot: values compared under the lock",
            ShrinkScenario.class,
            10,
            edit("Evacuation", "if (!first.lock())", Edit.PAUSE + " if (!first.lock())"),
            edit("Evacuation", "|| !child.pinnedValuesHold()", "")),

    CLEAR_WITHOUT_SECOND_LOOK(
            "clear leaves what was moved on while it looked: second look at a bucket that looks empty",
            ClearScenario.class,
            10,
            edit(
                    "Writes",
                    "if (entries == 0) { VarHandle.acquireFence(); if (Word.sameContent(word, Table.wordOpaque(meta, o))) {",
                    "if (entries == 0) { if (true) {"),
            edit(
                    "Writes",
                    "Object cell = t.overflowCell(bucket); if (cell instanceof Reserved reserved) { Pass.giveBack(pass); reserved.reservation.await(); continue; } int entries",
                    Edit.LONG_PAUSE
                            + " Object cell = t.overflowCell(bucket); if (cell instanceof Reserved reserved) {"
                            + "Pass.giveBack(pass); reserved.reservation.await(); continue; } int entries")),

    HOLD_USED_BEFORE_ITS_EPOCH(
            "the snapshot of a hold is read while it is still written to: its epoch waited for",
            RefusingHoldScenario.class,
            10,
            edit("MapCore", "if (node == null || epochs.current().number <= node.cut) {", "if (node == null) {"),
            edit(
                    "Epochs",
                    "hold.node = node; link(node); opened",
                    "hold.node = node;" + Edit.LONG_PAUSE + " link(node); opened")),

    CHANGE_NOTED_LATE(
            "a change is passed over that was noted after the snapshots were compared: epoch read again after a note",
            ChangesScenario.class,
            20,
            edit(
                    "Writes",
                    "t.noteChange(bucket, epoch.number); noted = epoch.number; epoch = epochs.current();",
                    Edit.LONG_PAUSE + " t.noteChange(bucket, epoch.number); noted = epoch.number;")),

    NOTE_OF_ANOTHER_TRUSTED(
            "a change is passed over that another writer noted, after the comparison: epoch read again after any note",
            ChangesScenario.class,
            20,
            edit(
                    "Writes",
                    "t.noteChange(bucket, epoch.number); noted = epoch.number;",
                    Edit.LONG_PAUSE
                            + " noted = t.changedIn(bucket); if (noted >= epoch.number) { break; }"
                            + "t.noteChange(bucket, epoch.number); noted = epoch.number;")),

    FRESH_CHANGE_NOT_NOTED(
            "a change is passed over because a move in the same epoch had stamped the bucket: fresh buckets noted",
            ChangesScenario.class,
            20,
            edit(
                    "MapCore",
                    "(word & (Word.STAMP | Word.FRESH)) == epochs.number()",
                    "Word.stamp(word) == epochs.number()")),

    RELEASED_MEANS_UNCHANGED(
            "what was written in a table that came and went is passed over: released segments compared",
            ChangesScenario.class,
            20,
            edit("SnapshotDifference", "t.born > older.cut && t.isReleased(place.bucket)", "false")),

    RELEASED_JUST_NOW(
            "a segment is released that was just found to be there: asked for after its words were read",
            ChangesScenario.class,
            20,
            edit(
                    "SnapshotDifference",
                    "long word = BucketReader.wordAt(core.epochs(), newer, t, place.bucket);",
                    "boolean released = t.isReleased(place.bucket);"
                            + "if (t.born > older.cut && t.moved() == t.buckets()) {" + Edit.LONG_PAUSE + "}"
                            + "long word = BucketReader.wordAt(core.epochs(), newer, t, place.bucket);"),
            edit("SnapshotDifference", "&& t.isReleased(place.bucket)", "&& released"),
            edit("Evacuation", "if (t.countMoved(bucket)) {", "if (t.countMoved(bucket)) {" + Edit.LONG_PAUSE)),

    MOVE_COUNTS_AS_CHANGE(
            "what moved is compared although nothing changed, and what changed is not: FRESH told apart",
            ChangesScenario.class,
            20,
            edit(
                    "SnapshotDifference",
                    "Word.stamp(word) > older.cut && (word & Word.FRESH) == 0",
                    "Word.stamp(word) > older.cut && (word & Word.FRESH) != 0")),

    BATCH_EPOCH_BEFORE_LOCKS(
            "a batch gets into a snapshot that was taken before it: epoch read when all its buckets are locked",
            BatchScenario.class,
            20,
            edit(
                    "Batch",
                    "boolean done = false;",
                    "boolean done = false; Epoch early = epochs.current();" + Edit.PAUSE),
            edit("Batch", "lockAll() && write(epochs)", "lockAll() && write(epochs, early)"),
            edit("Batch", "private boolean write(Epochs epochs)", "private boolean write(Epochs epochs, Epoch early)"),
            edit("Batch", "epoch = epochs.current(); if (epoch.number <= noted)", "epoch = early; if (true)")),

    BATCH_EPOCH_PER_BUCKET(
            "a snapshot has a part of a batch: one epoch for all its buckets",
            BatchScenario.class,
            20,
            edit("Batch", "plan.copy(epoch); } for (", "} for ("),
            edit(
                    "Batch",
                    "plan.stamp(epoch);",
                    Edit.PAUSE + " Epoch own = epochs.current(); plan.copy(own); plan.stamp(own);")),

    BATCH_IGNORES_INSERTS(
            "a batch loses an insert that was made while it planned: control word compared under the lock",
            BatchScenario.class,
            20,
            edit("Batch", "done = lockAll() && write(epochs);", Edit.PAUSE + " done = lockAll() && write(epochs);"),
            edit("BucketPlan", "Table.ctrlAcquire(meta, o) == ctrl && (", "true && (")),

    BATCH_COPY_LOST(
            "a snapshot misses the copy of a bucket that a batch has written: older snapshots asked when one has closed",
            BatchScenario.class,
            40,
            edit("BucketPlan", "room.store(bucket);", Edit.LONG_PAUSE + " room.store(bucket);"),
            edit("BucketPlan", "if (!keeper.closed) {", "if (true) {")),

    BATCH_CHANGE_NOT_NOTED(
            "a comparison passes over what a batch has changed: its buckets noted",
            ChangesScenario.class,
            20,
            edit("Batch", "plan.note(noted);", "")),

    WALK_DOES_NOT_FILTER(
            "a walk meets entries twice after a join: entries told apart by their hashes",
            GrowthScenario.class,
            20,
            edit("BucketWalker", "table.mask < ownMask", "false"));

    private final String text;
    private final Class<? extends Scenario> scenario;
    private final int rounds;
    private final List<Edit> edits;

    Mistake(String text, Class<? extends Scenario> scenario, int rounds, Edit... edits) {
        this.text = text;
        this.scenario = scenario;
        this.rounds = rounds;
        this.edits = List.of(edits);
    }

    private static Edit edit(String file, String oldText, String newText) {
        return new Edit(file, oldText, newText);
    }

    /** What has to be changed to make this mistake. */
    public List<Edit> edits() {
        return edits;
    }

    /** Where it shows. */
    public Class<? extends Scenario> scenario() {
        return scenario;
    }

    /** In how many rounds it mostly shows. */
    public int rounds() {
        return rounds;
    }

    @Override
    public String toString() {
        return text;
    }
}
