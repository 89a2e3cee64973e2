package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.mutation.Edit;
import dev.stillmap.mutation.Mistake;
import dev.stillmap.mutation.Mutant;
import dev.stillmap.mutation.ScenarioProcess;
import dev.stillmap.mutation.ScenarioProcess.Outcome;
import dev.stillmap.mutation.ScenarioProcess.Report;
import dev.stillmap.scenario.Scenario;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every scenario can fail: each mistake, planted in a copy of the map's sources, turns its scenario red.
 *
 * <p>The copy is compiled and runs in a JVM of its own. Needs a JDK and two processors. {@link Mistake} says what is
 * changed in the sources; when they change, it may have to follow, and the test says so. A pause goes where another
 * thread has to come in between: it makes rare interleavings common, so that a loaded machine finds them too.
 *
 * <table>
 * <caption>Which scenario has been seen red with which mistake</caption>
 * <tr><th>mistake</th><th>scenario</th></tr>
 * <tr><td>epoch read before the lock, in a put of a present key</td><td>Causal</td></tr>
 * <tr><td>the same in any other write; an epoch number used again because nothing was written</td>
 *     <td>SnapshotRace</td></tr>
 * <tr><td>a snapshot goes on through a locked bucket; closed not asked again after a copy, or asked before it</td>
 *     <td>SnapshotRace</td></tr>
 * <tr><td>get goes on through a locked bucket</td><td>StoreBuffer</td></tr>
 * <tr><td>an iteration goes on through a locked bucket; pair published at the unlock, or kept by a remove; no second
 *     look at the state word by get; control word not compared under the lock</td><td>RemovePut</td></tr>
 * <tr><td>no second look at the state word by a scan; a bucket that a scan has passed, or is about to read, copied for
 *     nobody; copies not handed over at close; older snapshots forgotten at close; a snapshot follows a move younger
 *     than itself; a segment released while a snapshot reads it</td><td>SnapshotLadder</td></tr>
 * <tr><td>open snapshots forgotten when sequence numbers are used up; moves without a date</td>
 *     <td>RandomOperations</td></tr>
 * <tr><td>hashCode under the lock, in a move</td><td>FailedMove</td></tr>
 * <tr><td>hashCode under the lock, in a write</td><td>ThrowingHash</td></tr>
 * <tr><td>the exception of another's key reaches the mover; moved although a key could not be hashed</td>
 *     <td>EvacuationRetry</td></tr>
 * <tr><td>children reached before they are filled; a walk that does not filter after a join</td><td>Growth</td></tr>
 * <tr><td>reserved buckets skipped by growth</td><td>GrowthDuringCompute</td></tr>
 * <tr><td>a batch's epoch read before its locks, or once for each bucket; its plans not held against inserts; a copy lost
 *     with the snapshot that closes meanwhile</td><td>Batch</td></tr>
 * <tr><td>a move that does not compare the overflow, or a join the values, under the lock</td><td>Shrink</td></tr>
 * <tr><td>a change not noted, or the epoch not read again after the note, whoever made it; what was written in a released
 *     table passed over, or asked for before its words were read</td><td>Changes</td></tr>
 * <tr><td>no second look by clear at a bucket that looks empty</td><td>Clear</td></tr>
 * <tr><td>a hold's snapshot read before its epoch is installed</td><td>RefusingHold</td></tr>
 * </table>
 */
@Tag("stress")
@Tag("mutation")
class PlantedMistakesTest {
    /** A new JVM begins with other timings, so a mistake that hides gets several, each with more rounds. */
    private static final int[] MORE_ROUNDS = {1, 4, 16, 64};

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void turnsItsScenarioRed(Mistake mistake) throws Exception {
        Mutant.compile(mistake.edits(), directory);
        Report report = null;
        for (int more : MORE_ROUNDS) {
            report = ScenarioProcess.run(directory, mistake.scenario(), mistake.rounds() * more, Stress.seed() + more);
            if (report.outcome() != Outcome.GREEN) {
                break;
            }
        }
        assertThat(report.outcome())
                .as("%s with \"%s\" printed %s", mistake.scenario().getSimpleName(), mistake, report.output())
                .isEqualTo(Outcome.RED);
    }

    static Stream<Class<? extends Scenario>> scenarios() {
        return Arrays.stream(Mistake.values())
                .<Class<? extends Scenario>>map(Mistake::scenario)
                .distinct();
    }

    @ParameterizedTest(name = "without a mistake, {0} stays green")
    @MethodSource("scenarios")
    void staysGreenWithoutMistake(Class<? extends Scenario> scenario) throws Exception {
        Mutant.compileUnchanged(files(), directory);
        int rounds = Arrays.stream(Mistake.values())
                .filter(mistake -> mistake.scenario() == scenario)
                .mapToInt(Mistake::rounds)
                .max()
                .getAsInt();
        Report report = ScenarioProcess.run(directory, scenario, Stress.scaled(rounds), Stress.seed());
        assertThat(report.outcome()).as(report.output()).isEqualTo(Outcome.GREEN);
    }

    /** The files that mistakes are made in. */
    private static Set<String> files() {
        return Arrays.stream(Mistake.values())
                .flatMap(mistake -> mistake.edits().stream())
                .map(Edit::file)
                .collect(Collectors.toSet());
    }
}
