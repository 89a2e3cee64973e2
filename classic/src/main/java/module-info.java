/** The classic hash map of Go, with its iterator. */
module dev.stillmap.classic {
    requires transitive dev.stillmap;
    requires static org.jspecify;

    exports dev.stillmap.classic;
}
