/** The inspector: a page that shows the inside of a running map, live. */
module dev.stillmap.inspector {
    requires transitive dev.stillmap;
    requires jdk.httpserver;
    requires static org.jspecify;

    exports dev.stillmap.inspector;
}
