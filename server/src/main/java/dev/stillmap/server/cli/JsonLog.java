package dev.stillmap.server.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log as JSON on standard error, an object in each line. */
final class JsonLog {

    private static final Logger LOG = LoggerFactory.getLogger(JsonLog.class);

    private JsonLog() {}

    /** Writes so from now on, for the rest of the process; also what ends a thread. */
    static void start() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(Objects.requireNonNull(JsonLog.class.getResource("/logback-json.xml")));
        } catch (JoranException e) {
            throw new IllegalStateException("the settings of the log are broken", e);
        }
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> LOG.error("thread {} ended", thread.getName(), e));
    }
}
