package dev.stillmap.bench.workload;

import java.util.Map;

/**
 * Sessions of a web shop, two by two: whoever writes a session of an even number next writes its partner, so at any
 * instant the even one has as many versions as its partner or one more. A pass that finds a pair otherwise, or another
 * number of sessions, has not seen one instant. Written by one thread; passes are for one thread each.
 */
public final class Sessions {
    private static final int PAGES = 16;

    private final String[] keys;

    private final int[] versions;

    private int next;

    private int step = 1;

    /** What a map holds of one session. */
    private record Session(int number, int version, long pages) {}

    /** What one pass has met, to be checked afterwards. */
    public final class Pass {
        private final int[] met = new int[keys.length];

        private int sessions;

        private long pages;

        /** Nothing yet. */
        public Pass() {}

        /** Forgets what was met. */
        public void begin() {
            sessions = 0;
            pages = 0;
        }

        /**
         * Takes an entry.
         *
         * @param key its key
         * @param value its value, a session
         */
        public void accept(Object key, Object value) {
            Session session = (Session) value;
            met[session.number] = session.version;
            pages += session.pages;
            sessions++;
        }

        /**
         * Whether all of it belongs to one instant.
         *
         * @return false if a session is missing, was met twice, or is of another instant than its partner
         */
        public boolean isConsistent() {
            if (sessions != met.length || pages % PAGES != 0) {
                return false;
            }
            for (int i = 0; i < met.length; i += 2) {
                int ahead = met[i] - met[i + 1];
                if (ahead != 0 && ahead != 1) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Sessions that no map has yet.
     *
     * @param count how many, even
     */
    public Sessions(int count) {
        keys = new String[count];
        versions = new int[count];
        for (int i = 0; i < count; i++) {
            keys[i] = "session-" + Integer.toHexString(i * 0x9E3779B9);
        }
    }

    /**
     * Puts all of them into a map.
     *
     * @param map the map
     */
    public void fill(Map<Object, Object> map) {
        for (int i = 0; i < keys.length; i++) {
            map.put(keys[i], new Session(i, 0, PAGES));
        }
    }

    /**
     * Writes the next session: an even one of a pair chosen as if at random, then its partner.
     *
     * @param map the map
     */
    public void writeNext(Map<Object, Object> map) {
        int number = next;
        int version = ++versions[number];
        map.put(keys[number], new Session(number, version, (long) PAGES * version));
        if ((number & 1) == 0) {
            next = number + 1;
        } else {
            step = step * 1_664_525 + 1_013_904_223;
            next = (int) ((step >>> 1) % (keys.length / 2) * 2L);
        }
    }
}
