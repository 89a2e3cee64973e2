package dev.stillmap.bench.run;

import java.util.List;
import java.util.Map;

/**
 * One question at one set of parameters, asked of several subjects.
 *
 * @param params parameters but the subject; for JMH {@code method} names the method or group
 * @param judged subjects that get all forks, in turns
 * @param peers subjects that get fewer forks
 */
public record Cell(Map<String, String> params, List<String> judged, List<String> peers) {}
