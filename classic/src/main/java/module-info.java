/** The classic hash map of Go, with its iterator. */
module dev.stillmap.classic {
    requires static org.jspecify;

    exports dev.stillmap.classic;
}
