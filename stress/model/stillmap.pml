/*
 * StillMap's protocol as a model for Spin: epochs, bucket locks, snapshots with their copies and the handing over of
 * these, writes of one bucket, batches of two, and the move of all buckets into the next table. `check` runs it.
 *
 * WHAT IS CHECKED
 * A ghost map changes at the linearization point of each write: its last reading of the epoch under its locks. A
 * snapshot notes what the ghost map holds when its epoch is installed (`expect`).
 *   P1  A snapshot's read returns exactly what the ghost map held then. So a batch is in it whole or not at all.
 *   P2  A lookup returns a value that the ghost map held between its call and its return. So lookups never go back.
 *   P3  A bucket that is written holds what the ghost map holds.
 *   P4  A snapshot's reader that finds a bucket changed and no copy finds its snapshot closed, or a hand-over
 *       meanwhile; and it finds closed only what another has closed.
 *   P5  Nobody waits for ever (Spin's "invalid end state").
 * Every linearization point lies between call and return, so P1 and P2 include the order in real time. With CAUSAL, the
 * ghost map is not asked: only what callers see is compared (`causal`).
 *
 * STEPS
 * A statement, atomic or d_step is one access to shared memory, together with what only its process can see.
 *   Writer     One key: MapCore.put with replaceInEpoch, the fast path; Writes.write, commit and keeper. Several:
 *              Batch.attempt and BucketPlan: locate all, lock all in the order of (table, bucket), read the epoch once,
 *              copy all, stamp all, write all, unlock all.
 *   Snapshot   Epochs.open, BucketReader.getAt and copyOf for each key, Epochs.close. A scan sets its position, too.
 *   CLOSE      Epochs.close: markClosed, HAND_OVER and UNLINK (with releaseSegments).
 *   Expirer    Epochs.enforceBound, or a close by another thread: closes a snapshot that its owner may be reading.
 *   Lookup     MapCore.getSlowly.
 *   Mover      Evacuation.split for each bucket, MapCore.completeMove, Evacuation.release, Epochs.offerEmptied.
 *   Advance    Epochs.advance.
 * snapshotLock and closeLock are taken with the first access under them and released with the last one, which loses no
 * behaviour; bucket locks have steps of their own. Who would spin waits for its condition.
 *
 * LEFT OUT
 *   Weak memory: steps follow one another as if all accesses were volatile. Fences and access modes are the jcstress
 *   tests' part.
 *   More than one key in a bucket, hence slots, tags, overflow, removal and sequence numbers. The content of a bucket
 *   is one number, how often its key was written; the other child of a moved bucket is empty. Tables of half the size.
 *   Maps that share their epochs. Reservations, of compute functions and of batches. Stamped writes, changes between
 *   snapshots and the notes of them, several handles of a snapshot, the arrays inside CopyStore, accounting of memory,
 *   lookups that lock after 64 attempts. Allocations, but for those of closing, whose failure OUT_OF_MEMORY leaves to
 *   chance. Whether the room that a single write made ready fits the copy it has to make is left to chance as well,
 *   which includes all cases.
 *
 * M_... is a mutant: a mistake that Spin has to find. V_... is a variation that has to hold.
 */

/* CONFIGURATIONS. One of them is defined; `check` says how many states each has. */
#if defined(SINGLE) /* single writes, lookups, one snapshot */
#define KEYS 2
#define NODES 1
#define PROCESSES \
  run Writer(0, 0, 2); run Writer(1, 1, 1); run Snapshot(1, 2, false); run Lookup(1)
#elif defined(CAUSAL) /* the same, judged by what callers see alone */
#define KEYS 2
#define NODES 1
#define PROCESSES \
  run Writer(0, 0, 1); run Writer(1, 1, 1); run Snapshot(1, 2, false); run Lookup(3)
#elif defined(BATCH) /* a batch, a single write, lookups */
#define KEYS 2
#define NODES 1
#define PROCESSES \
  run Writer(0, 1, 1); run Writer(1, 1, 1); run Snapshot(1, 2, false); run Lookup(2)
#elif defined(BATCHES) /* two batches */
#define KEYS 2
#define NODES 1
#define PROCESSES \
  run Writer(0, 1, 1); run Writer(0, 1, 1); run Snapshot(1, 2, false); run Lookup(1)
#elif defined(WHOLE) /* batches alone, judged by what a snapshot shows of them */
#define CAUSAL
#define KEYS 2
#define NODES 1
#define PROCESSES \
  run Writer(0, 1, 2); run Writer(0, 1, 1); run Snapshot(1, 2, false)
#elif defined(BATCH_HANDOVER) /* batches, two snapshots in any order */
#define KEYS 2
#define NODES 2
#define PROCESSES \
  run Writer(0, 1, 2); run Snapshot(1, 2, false); run Snapshot(2, 0, false)
#elif defined(HANDOVER) /* two snapshots in any order, one a scan; an epoch without a snapshot; no memory for closing */
#define KEYS 1
#define NODES 2
#define SCAN
#define OUT_OF_MEMORY
#define PROCESSES \
  run Writer(0, 0, 2); run Snapshot(1, 1, false); run Snapshot(2, 1, true); run Advance()
#elif defined(THREE) /* three snapshots in any order */
#define KEYS 1
#define NODES 3
#define PROCESSES \
  run Writer(0, 0, 1); run Snapshot(1, 1, false); run Snapshot(2, 0, false); run Snapshot(3, 0, false)
#elif defined(EXPIRY) /* a snapshot that another closes while it is read; two in any order */
#define KEYS 1
#define NODES 2
#define EXPIRES
#define PROCESSES \
  run Writer(0, 0, 2); run Snapshot(1, 1, false); run Snapshot(2, 0, false); run Expirer()
#elif defined(MOVE) /* one bucket moves; two snapshots in any order */
#define KEYS 1
#define NODES 2
#define GROWTH
#define PROCESSES \
  run Writer(0, 0, 1); run Mover(); run Snapshot(1, 1, false); run Snapshot(2, 0, false)
#elif defined(MOVE_BATCH) /* both buckets of a batch move */
#define KEYS 2
#define NODES 1
#define GROWTH
#define PROCESSES \
  run Writer(0, 1, 1); run Mover(); run Snapshot(1, 2, false); run Lookup(1)
#elif defined(MOVE_LOOKUP) /* one bucket moves while it is read and written */
#define KEYS 1
#define NODES 1
#define GROWTH
#define PROCESSES \
  run Writer(0, 0, 1); run Mover(); run Snapshot(1, 1, false); run Lookup(2)
#endif

#ifdef GROWTH
#define TABLES 2
#else
#define TABLES 1
#endif

/* Bucket (t, k) is that of key k in table t. Its state word: a stamp and two flags. */
#define AT(t, k) ((t) * KEYS + (k))
#define LOCK 32
#define EVAC 16
#define STAMP(w) ((w) & 15)
#define UNLOCKED(w) ((w) & 31)
#define LOCKED(w) (((w) & LOCK) != 0)
#define MOVED(w) (((w) & EVAC) != 0)
/* The content of a bucket that nothing has moved to yet. */
#define UNFILLED 15
/* A copy: that there is one, and the bucket's stamp and content. */
#define COPY(s, v) (128 | ((s) << 4) | (v))
#define COPIED_STAMP(c) (((c) >> 4) & 7)
#define COPIED_VALUE(c) ((c) & 15)
#define BUCKETS (TABLES * KEYS)

byte word[BUCKETS];
byte value[BUCKETS];
/* MapCore.table: 0 or 1. */
byte table;

#ifdef GROWTH
/* Table.evacEpochs of table 0, and whether it is there. */
byte moveEpoch[KEYS];
bool hasMoveEpochs;
/* How much of table 0's only segment has gone: its state words, then its content, then moveEpoch. */
byte released;
/* Epochs.keptSegments. */
bool kept;
byte lastMove;
/* What is found there: words that only say that all has moved. */
#define WORD(t, k) ((t) == 0 && released >= 1 -> EVAC : word[AT(t, k)])
#define CONTENT_GONE(t) ((t) == 0 && released >= 2)
#else
#define WORD(t, k) word[AT(t, k)]
#define CONTENT_GONE(t) false
#endif

/* Epochs. The epoch's number and open snapshot are one immutable object: they change together. */
byte epochNumber = 1;
byte epochOpen;
byte number = 1;
byte handovers;
bool snapshotLock;
bool closeLock;
byte youngest;
byte oldest;
#ifdef M_EPOCH_REUSED_WHEN_NOTHING_WAS_WRITTEN
bool touched;
#endif

/* Snapshot nodes are numbered from 1; 0 is null. */
byte cut[NODES + 1];
bit root[NODES + 1];
byte older[NODES + 1];
byte younger[NODES + 1];
bool closed[NODES + 1];
bool unlinked[NODES + 1];
byte copies[(NODES + 1) * BUCKETS];
#ifdef SCAN
byte scanDone[NODES + 1];
#endif

/*
 * The ghost map, what each snapshot must hold, and the least that the lookup in progress may return. A write that has
 * read the epoch may have to read it again: its linearization point moves, and so does what was noted since (bit 0: by
 * the lookup, bit n: by snapshot n).
 */
byte ghost[KEYS];
byte expect[(NODES + 1) * KEYS];
byte atLeast;
bool tentative[KEYS];
byte notedSince[KEYS];

#ifdef CAUSAL
#define P1(n, k, v) true
#define P2(k, v) true
#define P3(k, v) true
/* What a snapshot holds and what the lookups returned, in their order; each plus one, 0 while it is not known. */
byte held[(NODES + 1) * KEYS];
byte firstKey;
byte firstRead;
byte secondRead;

/*
 * A reader that was shown a write which the snapshot misses makes its second lookup after the snapshot was taken. So
 * that one returns what the snapshot holds of the other key, or a later write.
 */
inline causal(n) {
  assert(held[n * KEYS + 1] == 0 || secondRead == 0 || held[n * KEYS + firstKey] >= firstRead ||
    held[n * KEYS + 1 - firstKey] <= secondRead)
}
#else
#define P1(n, k, v) ((v) == expect[(n) * KEYS + (k)])
#define P2(k, v) (atLeast <= (v) && (v) <= ghost[k])
#define P3(k, v) ((v) == ghost[k])
#endif

/* Loop variable of single steps; means nothing between them. */
hidden byte i;

inline ghostWrite(from, to) {
  for (i : from .. to) {
    ghost[i]++;
    tentative[i] = true;
    notedSince[i] = 0
  };
  i = 0
}

inline ghostUndo(from, to) {
  for (i : from .. to) {
    ghost[i]--;
    if :: (notedSince[i] & 1) -> atLeast-- :: else fi;
    if :: (notedSince[i] & 2) -> expect[1 * KEYS + i]-- :: else fi;
#if NODES > 1
    if :: (notedSince[i] & 4) -> expect[2 * KEYS + i]-- :: else fi;
#endif
#if NODES > 2
    if :: (notedSince[i] & 8) -> expect[3 * KEYS + i]-- :: else fi;
#endif
    tentative[i] = false;
    notedSince[i] = 0
  };
  i = 0
}

inline ghostKeep(from, to) {
  for (i : from .. to) {
    tentative[i] = false;
    notedSince[i] = 0
  };
  i = 0
}

inline ghostSnapshot(n) {
  for (i : 0 .. KEYS - 1) {
    expect[n * KEYS + i] = ghost[i];
    if :: tentative[i] -> notedSince[i] = notedSince[i] | (1 << n) :: else fi
  };
  i = 0
}

inline ghostLookup(k) {
  atLeast = ghost[k];
  if :: tentative[k] -> notedSince[k] = notedSince[k] | 1 :: else fi
}

/* Writes the keys from first to last, so many times; each becomes one more than it was. */
proctype Writer(byte first; byte last; byte times) {
  byte t[KEYS];
  byte w[KEYS];
  byte k, n, e, open;
  byte ticket; /* a single write's: the snapshot for which a copy was made */
  bool slow;
#ifdef M_BATCH_UNLOCKS_A_BUCKET_BEFORE_ALL_ARE_LOCKED
#define FROM from
  byte from = first;
#else
#define FROM first
#endif

begin:
  atomic { t[0] = table; t[KEYS - 1] = table; k = first };
locate:
  do
  :: d_step {
       k <= last && !LOCKED(WORD(t[k], k)) ->
       w[k] = WORD(t[k], k);
       if
       :: MOVED(w[k]) -> t[k] = 1; w[k] = 0
       :: else -> k++
       fi
     }
  :: atomic { k > last -> k = first; break }
  od;

  /* Tried once: a single write into a bucket that carries the current epoch's stamp. */
  if
  :: atomic { first == last && !slow && STAMP(w[k]) == number -> slow = true };
     if
     :: d_step { word[AT(t[k], k)] == w[k] -> word[AT(t[k], k)] = w[k] | LOCK };
        if
        :: atomic { STAMP(w[k]) == number -> d_step { ghostWrite(first, last); ghostKeep(first, last) }; goto write }
        :: STAMP(w[k]) != number -> word[AT(t[k], k)] = w[k]
        fi
     :: atomic { word[AT(t[k], k)] != w[k] -> goto begin }
     fi
  :: atomic { first == last && (slow || STAMP(w[k]) != number) -> slow = true }
  :: atomic {
       first != last ->
#ifdef M_BATCH_LOCKS_IN_ANY_ORDER
       if :: k = 0 :: k = 1 fi
#else
       /* The older table's bucket first, then by index. */
       k = (t[0] > t[KEYS - 1] -> 1 : 0)
#endif
     }
  fi;

#ifdef M_EPOCH_READ_BEFORE_THE_LOCK
  d_step { e = epochNumber; open = epochOpen; ghostWrite(first, last) };
#endif
  if
  :: d_step { word[AT(t[k], k)] == w[k] -> word[AT(t[k], k)] = w[k] | LOCK }
  :: atomic {
       /* A batch waits while all but the lock is as it was seen. */
       (first == last && word[AT(t[k], k)] != w[k]) || UNLOCKED(word[AT(t[k], k)]) != w[k] -> k = first;
#ifdef M_EPOCH_READ_BEFORE_THE_LOCK
       d_step { ghostUndo(first, last) };
#endif
       goto locate
     }
  fi;
#if KEYS > 1 && !defined(M_BATCH_UNLOCKS_A_BUCKET_BEFORE_ALL_ARE_LOCKED)
  if
  :: atomic { first != last -> k = 1 - k };
     if
     :: d_step { word[AT(t[k], k)] == w[k] -> word[AT(t[k], k)] = w[k] | LOCK }
     :: UNLOCKED(word[AT(t[k], k)]) != w[k] ->
        atomic { word[AT(t[1 - k], 1 - k)] = w[1 - k]; k = first; goto locate }
     fi
  :: first == last
  fi;
#endif

epoch:
  /* The linearization point, unless it is repeated. */
  atomic {
    k = FROM;
#ifndef M_EPOCH_READ_BEFORE_THE_LOCK
    d_step { e = epochNumber; open = epochOpen; ghostWrite(first, last) }
#endif
  };

  do
  :: atomic { k > last -> k = FROM; d_step { ghostKeep(first, last) }; break }
  :: k <= last ->
     atomic { n = (STAMP(w[k]) < e -> open : 0) };
     do
     :: n == 0 -> break
     :: n != 0 ->
        if
        :: atomic { STAMP(w[k]) > cut[n] -> n = 0; break }
        :: STAMP(w[k]) <= cut[n] && closed[n] -> n = older[n]
        :: STAMP(w[k]) <= cut[n] && !closed[n] ->
#ifdef SCAN
           if
           :: k < scanDone[n] ->
#ifdef M_PASSED_SCAN_ENDS_THE_SEARCH
              atomic { n = 0; break }
#else
              n = older[n]; goto next
#endif
           :: k >= scanDone[n]
           fi;
#endif
           if
           :: first == last && ticket != n -> goto giveUp
           :: first != last || ticket == 0 || ticket == n ->
              d_step {
                copies[n * BUCKETS + AT(t[k], k)] = COPY(STAMP(w[k]), value[AT(t[k], k)]);
                ticket = (first == last -> n : 0)
              }
           fi;
           if
           :: !closed[n] -> break
#ifdef M_CLOSED_NOT_ASKED_AFTER_THE_COPY
           :: closed[n] -> break
#else
           :: atomic { closed[n] && first == last -> d_step { ghostUndo(first, last); n = 0 }; goto epoch }
           :: closed[n] && first != last -> n = older[n]
#endif
           fi
        fi;
next:
        skip
     od;
     n = 0;
#ifdef M_BATCH_READS_THE_EPOCH_PER_BUCKET
     d_step { w[k] = e; word[AT(t[k], k)] = e | LOCK };
     atomic { k++; e = epochNumber; open = epochOpen }
#elif defined(M_BATCH_UNLOCKS_A_BUCKET_BEFORE_ALL_ARE_LOCKED)
     if
     :: k < last ->
        d_step { w[k] = e; word[AT(t[k], k)] = e | LOCK };
        value[AT(t[k], k)]++;
        d_step { word[AT(t[k], k)] = e; k++; from = k };
        d_step { !LOCKED(word[AT(t[k], k)]) -> w[k] = word[AT(t[k], k)]; word[AT(t[k], k)] = w[k] | LOCK }
     :: k == last -> k++
     fi
#else
     k++
#endif
  od;
  do
  :: d_step {
       k <= last ->
#ifndef M_BATCH_READS_THE_EPOCH_PER_BUCKET
       w[k] = (STAMP(w[k]) < e -> e : w[k]);
#endif
       word[AT(t[k], k)] = w[k] | LOCK;
#ifdef M_EPOCH_REUSED_WHEN_NOTHING_WAS_WRITTEN
       touched = true;
#endif
       k++
     }
  :: atomic { k > last -> k = FROM; break }
  od;
write:
  do
  :: d_step {
       k <= last -> value[AT(t[k], k)]++;
       assert(P3(k, value[AT(t[k], k)]));
#ifndef V_BATCH_UNLOCKS_EACH_BUCKET_ONCE_WRITTEN
       k++
     }
#else
     };
     d_step { word[AT(t[k], k)] = w[k]; k++ }
#endif
  :: atomic { k > last -> k = FROM; break }
  od;
  do
#ifndef V_BATCH_UNLOCKS_EACH_BUCKET_ONCE_WRITTEN
  :: d_step { k <= last -> word[AT(t[k], k)] = w[k]; k++ }
  :: atomic { k > last -> break }
#else
  :: break
#endif
  od;
  atomic {
    for (k : 0 .. KEYS - 1) { w[k] = 0; t[k] = 0 };
    ticket = 0; e = 0; open = 0; slow = false; times--;
#ifdef M_BATCH_UNLOCKS_A_BUCKET_BEFORE_ALL_ARE_LOCKED
    from = first;
#endif
    if
    :: times > 0 -> goto begin
    :: times == 0 -> k = 0; goto finished
    fi
  };

giveUp:
  /* A single write's room for a copy is another snapshot's: nothing is written. A batch makes room under its locks. */
  atomic { k = first; d_step { ghostUndo(first, last); ticket = 0; n = 0; e = 0; open = 0 } };
  do
  :: d_step { k <= last -> word[AT(t[k], k)] = w[k]; k++ }
  :: atomic { k > last -> k = first; goto locate }
  od;
finished:
  skip
}

#ifdef GROWTH
/* Whether a snapshot in the list reads table 0. */
#ifdef M_SEGMENT_RELEASED_WHILE_NEEDED
#define NEEDED false
#else
#define NEEDED (oldest != 0 && cut[oldest] < lastMove)
#endif

inline RELEASE() {
  released = 1;
  released = 2;
  released = 3
}
#endif

/* Takes node x, and closed ones at the old end, out of the list, and lets go of table 0 if nobody needs it. */
inline UNLINK(x) {
  u = x;
  do
  :: u != 0 && !unlinked[u] ->
     if
     :: younger[u] == 0 -> youngest = older[u]
     :: younger[u] != 0 -> older[younger[u]] = older[u]
     fi;
     if
     :: older[u] == 0 -> d_step { oldest = younger[u]; younger[u] = 0 }
     :: older[u] != 0 -> younger[older[u]] = younger[u]
     fi;
     d_step { unlinked[u] = true; u = (oldest != 0 && closed[oldest] -> oldest : 0) }
  :: atomic { u == 0 || unlinked[u] -> u = 0; break }
  od;
#ifdef GROWTH
  if
  :: kept && !NEEDED -> RELEASE(); kept = false
  :: !kept || NEEDED
  fi
#endif
}

/* Gives node x's copies to its heir, which keeps those it has. It becomes x itself when there is no memory for that. */
inline HAND_OVER(x, heir) {
  do
  :: d_step { heir != 0 && b < BUCKETS -> c = copies[x * BUCKETS + b] };
     if
     :: d_step {
          c != 0 && COPIED_STAMP(c) <= cut[heir] ->
          if
          :: copies[heir * BUCKETS + b] == 0 -> copies[heir * BUCKETS + b] = c
          :: else
          fi;
          c = 0;
          b++
        }
     :: d_step { c == 0 || COPIED_STAMP(c) > cut[heir] -> c = 0; b++ }
     fi
  :: atomic { heir == 0 || b == BUCKETS -> b = 0; break }
#ifdef OUT_OF_MEMORY
  :: atomic { heir != 0 -> heir = x; b = 0; break }
#endif
  od
}

/* Closes node x. Only snapshotLock's holder changes links, so its readings of them are no steps of their own. */
inline CLOSE(x) {
  /* markClosed; x becomes 0 when nothing is left to do. */
  if
  :: d_step { !snapshotLock && closed[x] -> x = 0 }
  :: d_step { !snapshotLock && !closed[x] -> snapshotLock = true };
#ifdef M_COPIES_HANDED_OVER_BEFORE_CLOSING
     h = older[x];
     HAND_OVER(x, h);
     h = 0;
#endif
#ifndef M_CLOSED_AFTER_THE_EPOCH
     closed[x] = true;
#endif
     if
     :: d_step {
          true -> u = epochOpen;
          do
          :: u != 0 && (closed[u] || u == x) -> u = older[u]
          :: else -> break
          od;
#ifdef M_OLDER_SNAPSHOTS_FORGOTTEN
          u = (epochOpen == x -> 0 : u);
#endif
          epochOpen = u;
          u = 0
        }
#ifdef OUT_OF_MEMORY
     :: epochOpen == x
#endif
     fi;
#ifdef M_CLOSED_AFTER_THE_EPOCH
     closed[x] = true;
#endif
     if
     :: older[x] == 0 -> UNLINK(x); atomic { snapshotLock = false; x = 0 }
     :: older[x] != 0 -> snapshotLock = false
     fi
  fi;
  if
  :: x != 0 ->
     d_step { !closeLock -> closeLock = true; h = older[x] };
#if !defined(M_COPIES_NOT_HANDED_OVER) && !defined(M_COPIES_HANDED_OVER_BEFORE_CLOSING)
     HAND_OVER(x, h);
#endif
#if !defined(M_HANDOVER_NOT_COUNTED) && !defined(M_HANDOVER_COUNTED_AFTER_UNLINKING)
     if :: h != 0 && h != x -> handovers++ :: h == 0 || h == x fi;
#endif
     if
     :: h != x ->
        atomic { !snapshotLock -> snapshotLock = true };
        UNLINK(x);
        snapshotLock = false
     :: h == x /* it stays in the list */
     fi;
#ifdef M_HANDOVER_COUNTED_AFTER_UNLINKING
     if :: h != 0 && h != x -> handovers++ :: h == 0 || h == x fi;
#endif
     d_step { closeLock = false; h = 0; x = 0 }
  :: x == 0
  fi
}

/* Opens a snapshot, reads the first keys, closes it. */
proctype Snapshot(byte n; byte keys; bool scans) {
  byte t, k, w, v, m, g;
  byte x, u, h, b, c;
  bool throws;

  /* Epochs.open */
  d_step {
    !snapshotLock -> snapshotLock = true;
    root[n] = table;
    cut[n] = epochNumber;
#ifdef M_EPOCH_REUSED_WHEN_NOTHING_WAS_WRITTEN
    cut[n] = (touched -> epochNumber : epochNumber - 1);
#endif
    older[n] = youngest
  };
  d_step {
    if
    :: youngest == 0 -> oldest = n
    :: else -> younger[youngest] = n
    fi;
    youngest = n
  };
#ifndef M_NUMBER_SET_AFTER_THE_EPOCH
  number = cut[n] + 1;
#endif
  /* The linearization point. */
  d_step {
    epochNumber = cut[n] + 1;
    epochOpen = n;
#ifdef M_EPOCH_REUSED_WHEN_NOTHING_WAS_WRITTEN
    touched = false;
#endif
#if !defined(M_ROOT_READ_AFTER_THE_EPOCH) && !defined(M_NUMBER_SET_AFTER_THE_EPOCH)
    snapshotLock = false;
#endif
    ghostSnapshot(n)
  };
#ifdef M_ROOT_READ_AFTER_THE_EPOCH
  d_step { root[n] = table; snapshotLock = false };
#endif
#ifdef M_NUMBER_SET_AFTER_THE_EPOCH
  d_step { number = epochNumber; snapshotLock = false };
#endif

  /* BucketReader.getAt, for each key */
  do
  :: atomic { k < keys && !throws -> t = root[n] };
     do
#ifdef M_SNAPSHOT_READS_THROUGH_LOCKS
     :: atomic {
          w = UNLOCKED(WORD(t, k));
#else
     :: atomic {
          !LOCKED(WORD(t, k)) || STAMP(WORD(t, k)) > cut[n] -> w = WORD(t, k);
#endif
          if
          :: STAMP(w) > cut[n] -> break
          :: STAMP(w) <= cut[n]
          fi
        };
#ifdef GROWTH
        if
        :: MOVED(w) ->
           if
#ifdef M_SNAPSHOT_FOLLOWS_YOUNGER_MOVES
           :: t = 1
#else
           :: released >= 3 || moveEpoch[k] <= cut[n] -> t = 1
           :: released < 3 && moveEpoch[k] > cut[n]
#endif
           fi
        :: !MOVED(w)
        fi;
#endif
        if
        :: (MOVED(w) && t == 1) || CONTENT_GONE(t) -> w = 0 /* again, in the next table or to find that all has moved */
        :: (!MOVED(w) || t == 0) && !CONTENT_GONE(t) ->
           v = value[AT(t, k)];
           if
#ifdef M_SNAPSHOT_LOOKS_ONCE
           :: goto found
#elif defined(M_SNAPSHOT_READS_THROUGH_LOCKS)
           :: STAMP(word[AT(t, k)]) <= cut[n] -> goto found
           :: STAMP(word[AT(t, k)]) > cut[n]
#else
           :: !LOCKED(word[AT(t, k)]) && STAMP(word[AT(t, k)]) <= cut[n] -> goto found
           :: LOCKED(word[AT(t, k)]) || STAMP(word[AT(t, k)]) > cut[n] -> v = 0
#endif
           fi
        fi
     od;

     /* copyOf */
     do
     :: d_step { g = handovers; m = n };
        do
        :: m != 0 ->
           atomic {
             c = copies[m * BUCKETS + AT(t, k)];
             if
#ifdef M_YOUNGER_COPIES_TAKEN
             :: c != 0 -> v = COPIED_VALUE(c); goto found
             :: c == 0
#else
             :: c != 0 && COPIED_STAMP(c) <= cut[n] -> v = COPIED_VALUE(c); goto found
             :: c == 0 || COPIED_STAMP(c) > cut[n]
#endif
             fi
           };
           m = younger[m]
        :: m == 0 -> break
        od;
        if
        :: atomic { closed[n] -> throws = true; goto found }
        :: !closed[n]
        fi;
        if
        :: handovers != g
        :: handovers == g -> assert(false) /* P4: "broken invariant" */
        fi
     od;
found:
     atomic {
#ifdef EXPIRES
       assert(throws || P1(n, k, v));
#else
       assert(!throws && P1(n, k, v));
#endif
#ifdef CAUSAL
       held[n * KEYS + k] = v + 1;
       causal(n);
#ifdef WHOLE
       assert(k == 0 || v + 1 == held[n * KEYS]);
#endif
#endif
       t = 0; w = 0; v = 0; c = 0; m = 0; g = 0;
       k++
     };
#ifdef SCAN
     /* Keys are visited in the order of their buckets. */
     if
     :: scans -> scanDone[n] = k
     :: !scans
     fi
#endif
  :: atomic { k == keys || throws -> k = 0; throws = false; x = n; break }
  od;

  CLOSE(x)
}

/* Closes the oldest snapshot, as Epochs.enforceBound does, or the youngest, as another thread with its handle may. */
proctype Expirer() {
  byte x, u, h, b, c;

  atomic {
    !snapshotLock ->
    if
    :: x = oldest
    :: x = youngest
    fi
  };
  if
  :: x != 0 -> CLOSE(x)
  :: x == 0
  fi
}

/* Epochs.advance, asked for by a writer whose bucket's sequence numbers are used up. */
proctype Advance() {
  d_step { !snapshotLock -> snapshotLock = true; number = epochNumber + 1 };
  d_step {
#ifdef M_EPOCH_REUSED_WHEN_NOTHING_WAS_WRITTEN
    touched = false;
#endif
    epochNumber++;
    snapshotLock = false
  }
}

/* Looks keys up in turn, in the live map. */
proctype Lookup(byte times) {
  byte t, k, w, v, done;

  if
  :: k = 0
  :: k = KEYS - 1
  fi;
#ifdef CAUSAL
  firstKey = k;
#endif
  do
  :: done < times ->
     d_step { t = table; ghostLookup(k) };
     do
#ifdef M_LOOKUP_READS_THROUGH_LOCKS
     :: atomic {
          w = UNLOCKED(WORD(t, k));
#else
     :: atomic {
          !LOCKED(WORD(t, k)) -> w = WORD(t, k);
#endif
          if
          :: MOVED(w) -> t = 1; w = 0
          :: !MOVED(w) -> goto read
          fi
        };
        skip;
read:
        if
        :: CONTENT_GONE(t) -> w = 0
        :: !CONTENT_GONE(t) ->
           v = value[AT(t, k)];
           if
           :: UNLOCKED(word[AT(t, k)]) == w -> break
           :: UNLOCKED(word[AT(t, k)]) != w -> v = 0
           fi
        fi
     od;
     atomic {
       assert(P2(k, v));
#ifdef CAUSAL
       if
       :: done == 0 -> firstRead = v + 1
       :: done == 1 -> secondRead = v + 1; causal(1)
       :: done == 2 -> assert(v + 1 >= firstRead)
       fi;
#endif
       d_step {
         notedSince[k] = notedSince[k] & 254;
         atLeast = 0; t = 0; w = 0; v = 0; done++;
         k = KEYS - 1 - k
       }
     }
  :: atomic { done == times -> k = 0; done = 0; break }
  od
}

#ifdef GROWTH
/* Moves every bucket into the next table. */
proctype Mover() {
  byte k, w, e, open;

  do
  :: k < KEYS ->
look:
#ifdef M_MOVE_READS_THE_EPOCH_BEFORE_THE_BUCKET
     atomic { e = epochNumber; open = epochOpen };
#endif
     atomic { !LOCKED(word[k]) -> w = word[k] };
     if
     :: epochOpen != 0 -> hasMoveEpochs = true
     :: epochOpen == 0
     fi;
     if
     :: d_step { word[k] == w -> word[k] = w | LOCK }
     :: word[k] != w -> goto look
     fi;
#ifndef M_MOVE_READS_THE_EPOCH_BEFORE_THE_BUCKET
     d_step { e = epochNumber; open = epochOpen };
#endif
     if
     :: open != 0 && !hasMoveEpochs -> word[k] = w; goto look
     :: open == 0 || hasMoveEpochs
     fi;
#ifdef M_CHILDREN_REACHABLE_BEFORE_THEY_ARE_FILLED
     word[k] = w | EVAC;
#endif
     value[AT(1, k)] = value[k];
     word[AT(1, k)] = e;
#ifndef M_MOVE_NOTED_AFTER_IT_IS_VISIBLE
     if :: open != 0 -> moveEpoch[k] = e :: open == 0 fi;
#endif
     word[k] = w | EVAC | LOCK;
     word[k] = w | EVAC;
#ifdef M_MOVE_NOTED_AFTER_IT_IS_VISIBLE
     if :: open != 0 -> moveEpoch[k] = e :: open == 0 fi;
#endif
     d_step { w = 0; e = 0; open = 0; k++ }
  :: atomic { k == KEYS -> k = 0; break }
  od;
  table = 1;
  atomic {
    lastMove = (moveEpoch[0] > moveEpoch[KEYS - 1] -> moveEpoch[0] : moveEpoch[KEYS - 1]);
    if
    :: lastMove == 0 -> goto release
    :: lastMove != 0
    fi
  };
  d_step { !snapshotLock -> snapshotLock = true };
  if
  :: NEEDED -> kept = true
  :: !NEEDED -> RELEASE()
  fi;
  snapshotLock = false;
  goto finished;
release:
  RELEASE();
finished:
  skip
}
#endif

init {
  atomic {
#ifdef GROWTH
    for (i : 0 .. KEYS - 1) { value[AT(1, i)] = UNFILLED };
#endif
    PROCESSES
  }
}
