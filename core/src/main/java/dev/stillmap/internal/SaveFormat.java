package dev.stillmap.internal;

import java.nio.channels.Channel;
import java.nio.channels.SelectableChannel;

/** The layout of a saved map, as docs/format.md describes it. Numbers are big-endian. */
public final class SaveFormat {

    /** A byte that is no ASCII, a name, and line ends that a transfer as text would change. */
    static final long MAGIC = 0x89_53_4D_41_50_0D_0A_1AL;

    static final int VERSION = 1;

    static final int FILE_HEADER = 24;

    /** Checksum (4), kind (2), length (2), file (8), section (4), number in the section (4). */
    static final int BLOCK_HEADER = 24;

    static final int KIND_AT = 4;

    static final int LENGTH_AT = 6;

    static final int FILE_AT = 8;

    static final int SECTION_AT = 16;

    static final int NUMBER_AT = 20;

    static final int MOST_PAYLOAD = 1 << 15;

    static final int MOST_BLOCK = BLOCK_HEADER + MOST_PAYLOAD;

    static final int BEGIN_WHOLE = 1;

    static final int BEGIN_CHANGES = 2;

    static final int RECORDS = 3;

    static final int END = 4;

    static final int BEGIN_PAYLOAD = 4;

    /** Records (8), entries (8), checksum of the checksums before (4). */
    static final int END_PAYLOAD = 20;

    /** The length of a fragment and, as the highest bit, whether the record goes on in the next. */
    static final int FRAGMENT_HEADER = 2;

    static final int GOES_ON = 1 << 15;

    /** Kinds of records: the key was absent before, has another value, is absent after. */
    public static final byte ADDED = 1;

    public static final byte CHANGED = 2;

    public static final byte REMOVED = 3;

    private SaveFormat() {}

    public static void requireBlocking(Channel channel) {
        if (channel instanceof SelectableChannel selectable && !selectable.isBlocking()) {
            throw new IllegalArgumentException("the channel is non-blocking; call configureBlocking(true) first");
        }
    }
}
