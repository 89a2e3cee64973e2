package dev.stillmap.internal;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The bucket copies of one snapshot, found by table and bucket. Every level is made when it is first needed, so that
 * taking a snapshot costs nothing here and a few changes to a large map retain little. Thread-safe; lock-free.
 */
final class CopyStore {

    private static final int CHUNK_SHIFT = 4;

    private static final int CHUNK = 1 << CHUNK_SHIFT;

    private static final VarHandle REFS = MethodHandles.arrayElementVarHandle(Object[].class);

    private static final VarHandle PARTS;

    static {
        try {
            PARTS = MethodHandles.lookup().findVarHandle(CopyStore.class, "parts", Part.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * One table's copies: segments, then chunks, then copies. A snapshot needs one table, or two while one is moved.
     */
    private static final class Part {

        final Table table;

        final @Nullable Object[] segments;

        final @Nullable Part next;

        Part(Table table, @Nullable Part next) {
            assert Allocations.permit("copies of a table");
            this.table = table;
            this.segments = new Object[table.segments()];
            this.next = next;
        }
    }

    /** Receives each copy of a store. */
    interface Visitor {
        void visit(Table table, int bucket, BucketCopy copy);
    }

    private volatile @Nullable Part parts;

    @Nullable
    BucketCopy get(Table table, int bucket) {
        Object[] chunk = chunk(table, bucket);
        return chunk == null ? null : (BucketCopy) REFS.getAcquire(chunk, bucket & (CHUNK - 1));
    }

    /** Makes the chunk for a bucket's copy, if it is not there yet; returns the estimated bytes made. */
    long prepare(Table table, int bucket) {
        long bytes = 0;
        Part head = parts;
        Part part = part(head, table);
        while (part == null) {
            // Made only on the very list that was searched: a second part of one table would hide the first.
            Part made = new Part(table, head);
            if (PARTS.compareAndSet(this, head, made)) {
                bytes = bytesOf(made.segments);
                part = made;
            } else {
                head = parts;
                part = part(head, table);
            }
        }
        int j = Table.segmentOf(bucket);
        bytes += makeChild(part.segments, j, (table.segmentMask >>> CHUNK_SHIFT) + 1);
        Object[] chunks = (Object[]) REFS.getAcquire(part.segments, j);
        return bytes + makeChild(chunks, Table.offset(bucket) >>> CHUNK_SHIFT, CHUNK);
    }

    private static long makeChild(@Nullable Object[] parent, int index, int length) {
        if (REFS.getAcquire(parent, index) != null) {
            return 0;
        }
        assert Allocations.permit("copies of some buckets");
        Object[] made = new Object[length];
        return REFS.compareAndSet(parent, index, null, made) ? bytesOf(made) : 0;
    }

    /** Stores the copy in the bucket's chunk. */
    static void put(Object[] chunk, int bucket, BucketCopy copy) {
        REFS.setRelease(chunk, bucket & (CHUNK - 1), copy);
    }

    /** Stores the copy unless there is one; returns the estimated bytes added. */
    long putIfAbsent(Table table, int bucket, BucketCopy copy) {
        long bytes = prepare(table, bucket);
        boolean added = REFS.compareAndSet(requireNonNull(chunk(table, bucket)), bucket & (CHUNK - 1), null, copy);
        return added ? bytes + copy.bytes() : bytes;
    }

    void forEach(Visitor visitor) {
        for (Part part = parts; part != null; part = part.next) {
            for (int j = 0; j < part.segments.length; j++) {
                Object[] chunks = (Object[]) REFS.getAcquire(part.segments, j);
                for (int c = 0; chunks != null && c < chunks.length; c++) {
                    visit(part.table, (j << Table.SEGMENT_SHIFT) + (c << CHUNK_SHIFT), chunks[c], visitor);
                }
            }
        }
    }

    private static void visit(Table table, int firstBucket, @Nullable Object chunk, Visitor visitor) {
        if (chunk == null) {
            return;
        }
        Object[] copies = (Object[]) chunk;
        for (int i = 0; i < CHUNK; i++) {
            BucketCopy copy = (BucketCopy) REFS.getAcquire(copies, i);
            if (copy != null) {
                visitor.visit(table, firstBucket + i, copy);
            }
        }
    }

    private static @Nullable Part part(@Nullable Part head, Table table) {
        Part part = head;
        while (part != null && part.table != table) {
            part = part.next;
        }
        return part;
    }

    /** Where the bucket's copy goes, or null if it has not been prepared. */
    Object @Nullable [] chunk(Table table, int bucket) {
        Part part = part(parts, table);
        if (part == null) {
            return null;
        }
        Object[] chunks = (Object[]) REFS.getAcquire(part.segments, Table.segmentOf(bucket));
        return chunks == null ? null : (Object[]) REFS.getAcquire(chunks, Table.offset(bucket) >>> CHUNK_SHIFT);
    }

    private static long bytesOf(@Nullable Object[] array) {
        return 16L + (long) Table.REFERENCE_BYTES * array.length;
    }
}
