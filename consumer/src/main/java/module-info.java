module example {
    requires dev.stillmap;
    requires dev.stillmap.classic;
    requires dev.stillmap.inspector;
    requires dev.stillmap.metrics;
    requires dev.stillmap.otel;
    requires io.opentelemetry.api;
    requires micrometer.core;
}
