package dev.stillmap.tools.replay;

import java.util.List;
import java.util.Map;

/** The map that a script runs on. */
interface Subject {

    Map<Object, String> map();

    /** Makes an iteration of that name; one that had the name before is given up. */
    void iterate(String name);

    /** Goes to the next entry; false if there is none any more. */
    boolean next(String name);

    /** Key and value of the entry reached. */
    String reached(String name);

    String remove(String name);

    /** Draws at most so many buckets of each table. */
    List<String> buckets(int most);

    /** Says where each iteration is. */
    List<String> iterations();

    void verify();
}
