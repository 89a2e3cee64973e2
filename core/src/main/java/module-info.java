/** Stillmap: a concurrent map that holds still while it is iterated. */
module dev.stillmap {
    requires static jdk.jfr;
    requires static org.jspecify;

    exports dev.stillmap;
    exports dev.stillmap.stats;
    exports dev.stillmap.trace;
}
