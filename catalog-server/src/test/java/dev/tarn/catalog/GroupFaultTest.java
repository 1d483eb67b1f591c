package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import dev.tarn.catalog.FaultSteps.Fault;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.http.Answer;
import dev.tarn.catalog.http.Call;
import dev.tarn.catalog.http.RequestBody;
import dev.tarn.catalog.http.TableBody;
import dev.tarn.catalog.store.Database;
import dev.tarn.catalog.task.TaskSettings;

import org.apache.iceberg.TableMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Something fails at every step of a transaction that several commits share. Each of them is
/// answered truly: what was acknowledged is there, what was refused is not, and what nobody knows
/// is said to be unknown and leaves nothing that reconcile does not find.
class GroupFaultTest {
    private static final List<String> TABLES = List.of("a", "b", "c");
    private static final int MAX_STEPS = 40;

    @TempDir Path directory;

    private final FaultSteps steps = new FaultSteps();
    private final BlockingQueue<Runnable> line = new LinkedBlockingQueue<>();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final Logger log = (Logger) LoggerFactory.getLogger("dev.tarn.catalog");
    private final Level logged = log.getLevel();
    private Database real;
    private TarnCatalog tarn;
    private int sequence;

    @BeforeEach
    void open() {
        log.setLevel(Level.OFF); // every fault would be a stack trace
        CatalogConfig config =
                RunningCatalog.config(directory)
                        .withUpkeep(UpkeepConfig.DEFAULT.withTasks(TaskSettings.BY_HAND));
        real = config.store().open();
        tarn =
                working(() ->
                        TarnCatalog.open(
                                config,
                                CatalogSeams.NONE,
                                new FaultyDatabase(real, steps, line::add)));
        send("POST", "/v1/namespaces", "{\"namespace\":[\"n\"]}");
        for (String table : TABLES) {
            create(table);
        }
    }

    @AfterEach
    void close() {
        working(() -> {
            tarn.close();
            return true;
        });
        clients.close();
        real.close();
        log.setLevel(logged);
    }

    /// Runs the changes of somebody who does nothing but wait for them.
    private <T> T working(java.util.concurrent.Callable<T> client) {
        return answers(List.of(clients.submit(client))).getFirst();
    }

    /// Works until all have their answers.
    private <T> List<T> answers(List<Future<T>> futures) {
        try {
            while (!futures.stream().allMatch(Future::isDone)) {
                Runnable turn = line.poll(5, TimeUnit.MILLISECONDS);
                if (turn != null) {
                    turn.run();
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        line.clear(); // turns of changes that went with an earlier one
        return futures.stream().map(Future::resultNow).toList();
    }

    private Answer handle(String method, String path, String body) {
        RequestBody json = RequestBody.json(body.getBytes(StandardCharsets.UTF_8));
        Call call = new Call(method, path, Map.of(), Map.of(), json);
        return tarn.router().handle(call.withCaller(Caller.system()));
    }

    private Answer send(String method, String path, String body) {
        return working(() -> handle(method, path, body));
    }

    private Answer create(String table) {
        return send("POST", "/v1/namespaces/n/tables", creation(table));
    }

    private static String creation(String table) {
        return "{\"name\":\"%s\",\"schema\":%s}".formatted(table, RunningCatalog.SCHEMA_JSON);
    }

    private TableMetadata load(String table) {
        Answer answer = handle("GET", "/v1/namespaces/n/tables/" + table, "");
        return ((TableBody) java.util.Objects.requireNonNull(answer.body())).table().metadata();
    }

    /// Sets a new property of each table, all in the line before the first is run.
    private List<Answer> commitTogether(String key, int step, Fault fault)
            throws InterruptedException {
        List<Future<Answer>> futures = new ArrayList<>();
        for (String table : TABLES) {
            String body =
                    "{\"requirements\":[],\"updates\":[{\"action\":\"set-properties\",\"updates\":"
                            + "{\"%s\":\"1\"}}]}".formatted(key);
            futures.add(
                    clients.submit(() -> handle("POST", "/v1/namespaces/n/tables/" + table, body)));
        }
        awaitLine(TABLES.size());
        steps.arm(step, fault, () -> {});
        return answers(futures);
    }

    private void awaitLine(int length) throws InterruptedException {
        List<Runnable> there = new ArrayList<>();
        while (there.size() < length) {
            Runnable turn = line.poll(10, TimeUnit.SECONDS);
            assertThat(turn).isNotNull();
            there.add(turn);
        }
        line.addAll(there);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"FAIL_BEFORE", "FAIL_AFTER", "OUTAGE_BEFORE", "OUTAGE_AFTER", "CONFLICT"})
    void everyMemberIsAnsweredTruly(Fault fault) throws InterruptedException, IOException {
        for (int step = 0; step < MAX_STEPS; step++) {
            String key = "key-" + ++sequence;
            List<Answer> answers = commitTogether(key, step, fault);
            boolean hasFired = steps.hasFired();
            List<FaultSteps.Site> taken = steps.taken();
            steps.disarm();
            for (int i = 0; i < TABLES.size(); i++) {
                int status = answers.get(i).status();
                boolean isThere = load(TABLES.get(i)).properties().containsKey(key);
                String what = "%s at step %d of %s: %d".formatted(fault, step, taken, status);
                assertThat(status).as(what).isIn(200, 500, 503);
                if (status != 500) {
                    assertThat(isThere).as(what).isEqualTo(status == 200);
                }
            }
            if (!hasFired) {
                assertThat(answers).allMatch(answer -> answer.status() == 200);
                assertThat(taken).filteredOn(FaultSteps.Site.COMMIT::equals).hasSize(1);
                working(() -> Orphans.reconcile(tarn, real, directory));
                return;
            }
        }
        throw new AssertionError("More than " + MAX_STEPS + " steps");
    }

    @Test
    void lostCommitIsUnknownToEveryMemberAndReconcileLeavesNoOrphan()
            throws InterruptedException, IOException {
        int commit = commitStep();
        List<Answer> answers = commitTogether("lost", commit, Fault.FAIL_BEFORE);
        steps.disarm();
        assertThat(answers).allMatch(answer -> answer.status() == 500);
        for (String table : TABLES) {
            assertThat(load(table).properties()).doesNotContainKey("lost");
        }
        long deleted = working(() -> Orphans.reconcile(tarn, real, directory));
        assertThat(deleted).isEqualTo(TABLES.size());
    }

    @Test
    void commitWhoseAnswerWasLostIsASuccessForEveryMember()
            throws InterruptedException, IOException {
        int commit = commitStep();
        List<Answer> answers = commitTogether("done", commit, Fault.FAIL_AFTER);
        steps.disarm();
        assertThat(answers).allMatch(answer -> answer.status() == 200);
        for (String table : TABLES) {
            assertThat(load(table).properties()).containsKey("done");
        }
        long deleted = working(() -> Orphans.reconcile(tarn, real, directory));
        assertThat(deleted).isZero();
    }

    /// Where COMMIT is when nothing fails.
    private int commitStep() throws InterruptedException {
        commitTogether("key-" + ++sequence, MAX_STEPS, Fault.FAIL_BEFORE);
        int found = steps.taken().indexOf(FaultSteps.Site.COMMIT);
        steps.disarm();
        assertThat(found).isPositive();
        return found;
    }

    @Test
    void ofCreationsOfOneNameInOneTransactionOneWinsAndTheOthersAreConflicts()
            throws InterruptedException, IOException {
        List<Future<Answer>> futures = new ArrayList<>();
        for (String name : List.of("x", "x", "y", "x")) {
            futures.add(
                    clients.submit(
                            () -> handle("POST", "/v1/namespaces/n/tables", creation(name))));
        }
        awaitLine(futures.size());
        steps.arm(MAX_STEPS, Fault.FAIL_BEFORE, () -> {});
        List<Integer> statuses = answers(futures).stream().map(Answer::status).toList();
        assertThat(steps.taken()).filteredOn(FaultSteps.Site.COMMIT::equals).hasSize(1);
        steps.disarm();
        assertThat(statuses).containsExactlyInAnyOrder(200, 200, 409, 409);
        assertThat(statuses.get(2)).isEqualTo(200);
        assertThat(load("x").schema().columns()).hasSize(2);
        assertThat(working(() -> Orphans.reconcile(tarn, real, directory))).isZero();
    }
}
