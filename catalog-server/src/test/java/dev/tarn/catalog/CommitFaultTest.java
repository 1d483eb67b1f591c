package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import dev.tarn.catalog.FaultSteps.Fault;
import dev.tarn.catalog.FaultWorld.Attack;
import dev.tarn.catalog.FaultWorld.Outcome;
import dev.tarn.catalog.LakeState.FormerTable;
import dev.tarn.catalog.LakeState.TableState;
import dev.tarn.testkit.SeededRandom;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Something fails at every step of every change: the database before, at or after a statement or
/// COMMIT, the file system, the process, or somebody else comes first. What was acknowledged is
/// there, what was refused is not, nothing is there by half, every table can be read, and no file
/// is left that somebody knew to be useless.
class CommitFaultTest {
    private static final int MAX_STEPS = 60;
    private static final int MAX_TASK_STEPS = 250;
    private static final int QUICK_HISTORIES = 40;
    private static final int LONG_HISTORIES = 2_000;
    private static final int CHANGES_EACH = 12;
    private static final List<String> NAMES = List.of("a", "b", "c");

    @TempDir Path directory;

    private FaultWorld world;
    private long snapshots;
    private int runs;
    private final Map<Fault, Integer> met = new EnumMap<>(Fault.class);

    private final Logger log = (Logger) LoggerFactory.getLogger("dev.tarn.catalog");
    private final Level logged = log.getLevel();

    @BeforeEach
    void open() {
        log.setLevel(Level.OFF); // every fault would be a stack trace
        world = new FaultWorld(TestStores.on(getClass(), RunningCatalog.config(directory)));
    }

    @AfterEach
    void close() {
        world.close();
        log.setLevel(logged);
    }

    private void report(String what) {
        int left = world.leftFiles();
        try {
            world.reconcile(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.printf(
                "%s %s: %d requests, faults met %s, files of unknown outcomes %d, after reconcile"
                        + " %d%n",
                getClass().getSimpleName(), what, runs, met, left, world.leftFiles());
    }

    private Outcome send(LakeChange change, Attack attack) {
        Outcome outcome = world.send(change, attack);
        runs++;
        if (outcome.hasFired()) {
            met.merge(attack.fault(), 1, Integer::sum);
        }
        return outcome;
    }

    /// A change, what was there before, and what somebody else does meanwhile.
    private record Scene(List<LakeChange> first, LakeChange change, LakeChange rival) {}

    /// Sends a change once for each of its steps and each fault, in a namespace of its own.
    private void failEverywhere(Scene scene, boolean hasKey) {
        for (Fault fault : Fault.values()) {
            failAtEachStep(scene, new Attack(0, fault, scene.rival, false, hasKey));
        }
        failAtEachStep(scene, new Attack(0, Fault.LATE, scene.rival, true, hasKey));
    }

    private void failAtEachStep(Scene scene, Attack like) {
        for (int step = 0; step < MAX_STEPS; step++) {
            world.moveToNewNamespace();
            scene.first.forEach(world::please);
            Attack attack =
                    new Attack(
                            step,
                            like.fault(),
                            like.rival(),
                            like.isLateCommitKept(),
                            like.hasKey());
            Outcome outcome = send(scene.change, attack);
            checkAll();
            if (step >= outcome.stepCount()) {
                assertThat(outcome.status()).isBetween(200, 299);
                return;
            }
        }
        throw new AssertionError("More than " + MAX_STEPS + " steps: " + scene);
    }

    private void checkAll() {
        world.witness().checkEventsLeadToPointers();
        world.witness().checkFilesAreThere();
        if (!world.state().purging().isEmpty()) {
            world.runTasks();
        }
    }

    private static final List<LakeChange> TABLE =
            List.of(new LakeChange.CreateNamespace(), new LakeChange.CreateTable("a"));
    private static final LakeChange RIVAL = new LakeChange.SetKey("a", "key-rival");
    private static final Scene NAMESPACE_CREATED =
            new Scene(
                    List.of(), new LakeChange.CreateNamespace(), new LakeChange.CreateNamespace());
    private static final Scene TABLE_CREATED =
            new Scene(
                    List.of(new LakeChange.CreateNamespace()),
                    new LakeChange.CreateTable("a"),
                    new LakeChange.CreateTable("a"));
    private static final Scene SNAPSHOT_COMMITTED =
            new Scene(
                    TABLE,
                    new LakeChange.Append("a", List.of(), 7),
                    new LakeChange.Append("a", List.of(), 8));
    private static final Scene PROPERTY_COMMITTED =
            new Scene(TABLE, new LakeChange.SetKey("a", "key-1"), RIVAL);
    private static final Scene TABLES_COMMITTED =
            new Scene(TABLE, new LakeChange.SetAndCreate("a", "key-1", "b"), RIVAL);
    private static final Scene TABLE_RENAMED =
            new Scene(TABLE, new LakeChange.Rename("a", "b"), RIVAL);
    private static final Scene TABLE_DROPPED =
            new Scene(TABLE, new LakeChange.Drop("a"), new LakeChange.Rename("a", "b"));
    private static final FormerTable FORMER =
            new FormerTable("a", TableState.EMPTY.withSnapshot(7));
    private static final List<LakeChange> FILLED =
            List.of(
                    new LakeChange.CreateNamespace(),
                    new LakeChange.CreateTable("a"),
                    new LakeChange.Append("a", List.of(), 7));
    private static final List<LakeChange> DROPPED =
            List.of(
                    new LakeChange.CreateNamespace(),
                    new LakeChange.CreateTable("a"),
                    new LakeChange.Append("a", List.of(), 7),
                    new LakeChange.Drop("a"));
    private static final Scene TABLE_CREATED_AGAIN =
            new Scene(DROPPED, new LakeChange.CreateTable("a"), new LakeChange.Undrop(FORMER, "a"));
    private static final Scene TABLE_UNDROPPED =
            new Scene(DROPPED, new LakeChange.Undrop(FORMER, "a"), new LakeChange.CreateTable("a"));
    private static final Scene TABLE_REGISTERED =
            new Scene(
                    DROPPED,
                    new LakeChange.Register(FORMER, "b"),
                    new LakeChange.Undrop(FORMER, "a"));
    private static final Scene TABLE_PURGED =
            new Scene(
                    FILLED, new LakeChange.Purge("a"), new LakeChange.Append("a", List.of(7L), 8));
    private static final Scene DROPPED_PURGED =
            new Scene(
                    DROPPED,
                    new LakeChange.PurgeDropped(FORMER),
                    new LakeChange.Undrop(FORMER, "a"));
    private static final Scene BOTH_APPENDED =
            new Scene(
                    List.of(
                            new LakeChange.CreateNamespace(),
                            new LakeChange.CreateTable("a"),
                            new LakeChange.CreateTable("b")),
                    new LakeChange.AppendBoth(
                            new LakeChange.Append("a", List.of(), 7),
                            new LakeChange.Append("b", List.of(), 8)),
                    new LakeChange.Append("b", List.of(), 9));
    private static final Scene NAMESPACE_DROPPED =
            new Scene(
                    List.of(new LakeChange.CreateNamespace()),
                    new LakeChange.DropNamespace(),
                    new LakeChange.CreateTable("a"));
    private static final List<Scene> SCENES =
            List.of(
                    NAMESPACE_CREATED,
                    TABLE_CREATED,
                    SNAPSHOT_COMMITTED,
                    PROPERTY_COMMITTED,
                    TABLES_COMMITTED,
                    TABLE_RENAMED,
                    TABLE_DROPPED,
                    TABLE_CREATED_AGAIN,
                    TABLE_UNDROPPED,
                    TABLE_REGISTERED,
                    TABLE_PURGED,
                    DROPPED_PURGED,
                    BOTH_APPENDED,
                    NAMESPACE_DROPPED);

    @Test
    void snapshotIsCommittedOrNot() {
        failEverywhere(SNAPSHOT_COMMITTED, false);
        report("snapshot committed");
    }

    @Test
    void severalTablesAreCommittedTogetherOrNot() {
        failEverywhere(TABLES_COMMITTED, false);
        report("tables committed");
    }

    /// A commit that comes between a rename's look and its transaction.
    @Test
    void eventOfARenameTellsThePointerThatWasMoved() {
        failAtEachStep(TABLE_RENAMED, new Attack(0, Fault.RIVAL, RIVAL, false, false));
    }

    @Test
    void filesOfAPurgedTableGoWhateverFailsAndNoOthers() {
        for (Fault fault : Fault.values()) {
            failAtEachStepOfTheTask(fault, 3 * fault.ordinal(), 20);
        }
        report("purge task");
    }

    @Test
    @Tag("long")
    void filesOfAPurgedTableGoWhicheverStepFails() {
        for (Fault fault : Fault.values()) {
            failAtEachStepOfTheTask(fault, 0, 1);
        }
        report("purge task, every step");
    }

    /// @param first the first step that fails, another one for each fault where they are sampled
    /// @param stride 1 for each step of the task from there on
    private void failAtEachStepOfTheTask(Fault fault, int first, int stride) {
        for (int step = first; step < MAX_TASK_STEPS; step += stride) {
            world.moveToNewNamespace();
            FILLED.forEach(world::please);
            world.please(new LakeChange.CreateTable("b"));
            world.please(new LakeChange.Append("b", List.of(), 9));
            world.please(new LakeChange.Purge("a"));
            runs++;
            boolean hasFired = world.runTasks(new Attack(step, fault, RIVAL, step % 2 == 0, false));
            met.merge(fault, hasFired ? 1 : 0, Integer::sum);
            if (world.taskSteps() <= step) {
                return;
            }
        }
        throw new AssertionError("More than " + MAX_TASK_STEPS + " steps of a purge");
    }

    @Test
    @Tag("long")
    void everyChangeHappensOrNot() {
        SCENES.forEach(scene -> failEverywhere(scene, false));
        report("every change");
    }

    @Test
    @Tag("long")
    void requestsWithAKeyThatAreSentAgainHappenOnce() {
        SCENES.forEach(scene -> failEverywhere(scene, true));
        report("every change, with keys");
    }

    @Test
    void randomHistoriesStayTrue() {
        SeededRandom.forEachSeed(QUICK_HISTORIES, this::history);
        report("random histories");
    }

    @Test
    @Tag("long")
    void thousandsOfRandomHistoriesStayTrue() {
        SeededRandom.forEachSeed(
                Integer.getInteger("tarn.histories", LONG_HISTORIES), this::history);
        report("many random histories");
    }

    private void history(Random random) {
        world.moveToNewNamespace();
        world.please(new LakeChange.CreateNamespace());
        for (int i = 0; i < CHANGES_EACH; i++) {
            send(change(random), Attack.random(random, change(random)));
            if (!world.state().exists()) {
                world.please(new LakeChange.CreateNamespace());
            }
            if (!world.state().purging().isEmpty() && random.nextBoolean()) {
                runTasks(Attack.random(random, new LakeChange.CreateNamespace()));
            }
        }
        checkAll();
        undropAll();
    }

    private void runTasks(Attack attack) {
        runs++;
        if (world.runTasks(attack)) {
            met.merge(attack.fault(), 1, Integer::sum);
        }
    }

    /// What was dropped comes back whole.
    private void undropAll() {
        int number = 0;
        for (FormerTable table : world.state().dropped()) {
            world.please(new LakeChange.Undrop(table, "back" + ++number));
        }
        world.witness().checkFilesAreThere();
    }

    private LakeChange change(Random random) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        String other = NAMES.get(random.nextInt(NAMES.size()));
        String another = other.equals(name) ? name + "2" : other;
        List<FormerTable> dropped = world.state().dropped();
        FormerTable former =
                dropped.isEmpty()
                        ? new FormerTable(name, TableState.EMPTY)
                        : dropped.get(random.nextInt(dropped.size()));
        long next = ++snapshots;
        return switch (random.nextInt(18)) {
            case 0, 1 -> new LakeChange.CreateTable(name);
            case 2 -> new LakeChange.Rename(name, another);
            case 3 -> new LakeChange.Drop(name);
            case 4 -> new LakeChange.SetAndCreate(name, "key-" + next, other);
            case 5, 6 -> new LakeChange.SetKey(name, "key-" + next);
            case 7 -> new LakeChange.DropNamespace();
            case 8 -> new LakeChange.Purge(name);
            case 9, 10 -> new LakeChange.Undrop(former, other);
            case 11 -> new LakeChange.Register(former, other);
            case 12 -> new LakeChange.PurgeDropped(former);
            case 13 -> new LakeChange.AppendBoth(append(name, next), append(another, ++snapshots));
            default -> append(name, next);
        };
    }

    private LakeChange.Append append(String name, long snapshot) {
        TableState table = world.state().tables().getOrDefault(name, TableState.EMPTY);
        return new LakeChange.Append(name, table.snapshots(), snapshot);
    }
}
