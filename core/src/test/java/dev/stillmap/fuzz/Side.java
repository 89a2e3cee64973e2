package dev.stillmap.fuzz;

import dev.stillmap.MapFile;
import dev.stillmap.StillMap;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A map, what it must hold, and what is under way on it. */
final class Side {
    final StillMap<Object, Integer> map;
    final Map<Object, Integer> model = new HashMap<>();
    Cursor cursor;
    Walk walk;
    MapFile<Object, Integer> file;
    ByteArrayOutputStream saved;

    Side(StillMap<Object, Integer> map) {
        this.map = map;
    }

    /** A walk by cursor that is under way. */
    static final class Cursor {
        final Set<Object> mustMeet;
        final Set<Object> met = new HashSet<>();
        long position;

        Cursor(Set<Object> mustMeet) {
            this.mustMeet = mustMeet;
        }
    }
}
