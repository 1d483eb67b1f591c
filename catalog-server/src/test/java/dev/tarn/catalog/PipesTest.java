package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.service.Mutation;
import dev.tarn.catalog.service.Pipe;
import dev.tarn.catalog.service.Pipes;
import dev.tarn.catalog.store.JobRunRow;
import dev.tarn.catalog.store.JobRunStore;
import dev.tarn.catalog.store.TaskProgress;
import dev.tarn.catalog.store.TaskState;
import dev.tarn.catalog.task.TaskLostException;
import dev.tarn.catalog.task.TaskRun;
import dev.tarn.catalog.task.TaskRunner;
import dev.tarn.catalog.task.TaskSettings;
import dev.tarn.catalog.task.TaskWork;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Pipes as the catalog keeps them, each with a task that is never done.
class PipesTest {
    private static final Namespace NAMESPACE = Namespace.of("ns");
    private static final TableIdentifier NAME = TableIdentifier.of(NAMESPACE, "p");

    @TempDir Path directory;

    private final ManualClock clock = new ManualClock();
    private TarnCatalog tarn;

    @BeforeEach
    void open() {
        CatalogConfig config =
                RunningCatalog.config(directory)
                        .withClock(clock)
                        .withUpkeep(UpkeepConfig.DEFAULT.withTasks(TaskSettings.BY_HAND));
        tarn = TarnCatalog.open(TestStores.on(getClass(), config));
        tarn.catalog().createNamespace(NAMESPACE);
        run(() -> pipes().create(NAME, "{}", Mutation.PLAIN));
    }

    @AfterEach
    void close() {
        tarn.close();
    }

    private Pipes pipes() {
        return tarn.pipes(tarn.catalogs().keySet().iterator().next());
    }

    private static void run(Runnable work) {
        Caller.system().run(work);
    }

    private static <T> T asked(Supplier<T> work) {
        return Caller.system().during(work);
    }

    private Pipe pipe() {
        return asked(() -> pipes().find(NAME)).orElseThrow();
    }

    /// What does the tasks of pipes as `work` says.
    private TaskRunner runner(Consumer<TaskRun> work) {
        TaskWork kind =
                new TaskWork() {
                    @Override
                    public String kind() {
                        return Pipes.KIND;
                    }

                    @Override
                    public void run(TaskRun run) {
                        work.accept(run);
                    }

                    @Override
                    public Duration longestDelay() {
                        return Duration.ofSeconds(3);
                    }
                };
        return tarn.jobs().runner(List.of(kind), TaskSettings.BY_HAND);
    }

    @Test
    void namesAreTakenOnceAndApartFromTables() {
        tarn.catalog().createTable(NAME, RunningCatalog.SCHEMA);
        assertThatThrownBy(() -> run(() -> pipes().create(NAME, "{}", Mutation.PLAIN)))
                .isInstanceOf(AlreadyExistsException.class);
        TableIdentifier nowhere = TableIdentifier.of("nobody", "p");
        assertThatThrownBy(() -> run(() -> pipes().create(nowhere, "{}", Mutation.PLAIN)))
                .isInstanceOf(NoSuchNamespaceException.class);
        assertThat(asked(() -> pipes().list(NAMESPACE)))
                .extracting(Pipe::name)
                .containsExactly(NAME);
    }

    @Test
    void aNamespaceWithAPipeIsNotEmpty() {
        assertThatThrownBy(() -> tarn.catalog().dropNamespace(NAMESPACE))
                .isInstanceOf(NamespaceNotEmptyException.class);
        Pipe pipe = pipe();
        run(() -> pipes().drop(pipe, Mutation.PLAIN));
        assertThat(tarn.jobs().open()).isEmpty();
        assertThat(tarn.catalog().dropNamespace(NAMESPACE)).isTrue();
    }

    @Test
    void whatAnotherChangedMeanwhileIsNotChangedOrDropped() {
        Pipe seen = pipe();
        run(() -> pipes().alter(seen, "{\"a\":1}", Mutation.PLAIN));
        assertThat(pipe().row().definition()).isEqualTo("{\"a\":1}");
        List<Runnable> changes =
                List.of(
                        () -> pipes().alter(seen, "{}", Mutation.PLAIN),
                        () -> pipes().replace(seen, "{}", Mutation.PLAIN),
                        () -> pipes().drop(seen, Mutation.PLAIN));
        for (Runnable change : changes) {
            assertThatThrownBy(() -> run(change))
                    .isInstanceOf(CommitFailedException.class)
                    .hasMessageContaining("was changed meanwhile");
        }
    }

    @Test
    void aReplacedPipeIsAnotherOneWithATaskOfItsOwn() {
        Pipe before = pipe();
        run(() -> pipes().replace(before, "{\"a\":2}", Mutation.PLAIN));
        assertThat(pipe().row().id()).isNotEqualTo(before.row().id());
        assertThat(tarn.jobs().open()).hasSize(1);
        assertThat(pipe().task().fence()).isZero();
    }

    @Test
    void aTaskThatIsGivenBackIsDueAgainLater() {
        TaskProgress progress = new TaskProgress("here", 0, 0);
        TaskRunner runner = runner(run -> run.again(progress, "said", Duration.ofSeconds(10)));
        assertThat(runner.runDue()).isEqualTo(1);
        assertThat(pipe().task().state()).isEqualTo(TaskState.WAITING);
        assertThat(pipe().task().progress()).isEqualTo(progress);
        assertThat(pipe().task().message()).isEqualTo("said");
        clock.advance(Duration.ofSeconds(9));
        assertThat(runner.runDue()).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(runner.runDue()).isEqualTo(1);
    }

    @Test
    void aTaskThatFailsIsTriedAgainAfterDelaysThatGrowToALimit() {
        TaskRunner runner =
                runner(_ -> {
                    throw new IllegalStateException("no luck");
                });
        for (int seconds : new int[] {1, 2, 3, 3}) {
            assertThat(runner.runDue()).isEqualTo(1);
            assertThat(pipe().task().message()).isEqualTo("no luck");
            clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(runner.runDue()).as("before %d s", seconds).isZero();
            clock.advance(Duration.ofMillis(1));
        }
    }

    @Test
    void whoeverHasThePipeLosesItWhenItIsPausedOrDropped() {
        for (Consumer<Pipe> change :
                List.<Consumer<Pipe>>of(
                        pipe -> pipes().pause(pipe, "by me", Mutation.PLAIN),
                        pipe -> pipes().drop(pipe, Mutation.PLAIN))) {
            int[] lost = {0};
            runner(
                            run -> {
                                Pipe pipe = pipe();
                                run(() -> change.accept(pipe));
                                assertThatThrownBy(() ->
                                                run.again(
                                                        TaskProgress.NONE,
                                                        "",
                                                        Duration.ofSeconds(1)))
                                        .isInstanceOf(TaskLostException.class);
                                lost[0]++;
                                throw new IllegalStateException("nobody hears of it");
                            })
                    .runDue();
            assertThat(lost[0]).isEqualTo(1);
            asked(() -> pipes().find(NAME))
                    .ifPresent(pipe -> {
                        assertThat(pipe.task().state()).isEqualTo(TaskState.PAUSED);
                        assertThat(pipe.task().message()).isEqualTo("by me");
                        run(() -> pipes().resume(pipe, Mutation.PLAIN));
                    });
        }
        assertThat(tarn.jobs().open()).isEmpty();
    }

    @Test
    void aTaskIsDoneNowByWhoeverAsksUnlessItIsPaused() {
        clock.advance(Duration.ofSeconds(1));
        runner(run -> run.again(TaskProgress.NONE, "", Duration.ofHours(1))).runDue();
        TaskRunner runner = runner(_ -> {});
        int[] done = {0};
        TaskWork work =
                new TaskWork() {
                    @Override
                    public String kind() {
                        return Pipes.KIND;
                    }

                    @Override
                    public void run(TaskRun run) {
                        done[0]++;
                        run.again(TaskProgress.NONE, "", Duration.ofHours(1));
                    }
                };
        String id = pipe().row().id();
        assertThat(runner.runNow(id, work, Duration.ZERO)).isTrue();
        assertThat(done[0]).isEqualTo(1);
        Pipe pipe = pipe();
        run(() -> pipes().pause(pipe, "", Mutation.PLAIN));
        assertThat(runner.runNow(id, work, Duration.ofHours(1))).isFalse();
        assertThat(runner.runNow("nothing", work, Duration.ofHours(1))).isFalse();
        assertThat(done[0]).isEqualTo(1);
    }

    @Test
    void upkeepLeavesPipesToOthers() {
        assertThat(tarn.upkeep().runDue()).isZero();
        assertThat(pipe().task().fence()).isZero();
    }

    @Test
    void theLastRunsOfEachJobAreKept() {
        int count = JobRunStore.KEPT_OF_A_JOB + 5;
        for (int i = 0; i < count; i++) {
            tarn.jobs().add(jobRun("many", i));
        }
        tarn.jobs().add(jobRun("one", 0));
        List<JobRunRow> runs = tarn.jobs().runs();
        assertThat(runs).hasSize(JobRunStore.KEPT_OF_A_JOB + 1);
        assertThat(runs.getFirst().fileCount()).isEqualTo(count - 1);
        assertThat(runs.getFirst()).isEqualTo(jobRunOf(runs.getFirst().id(), "many", count - 1));
        assertThat(runs).filteredOn(run -> run.jobId().equals("one")).hasSize(1);
    }

    private static JobRunRow jobRun(String job, long number) {
        return jobRunOf(UUID.randomUUID().toString(), job, number);
    }

    private static JobRunRow jobRunOf(String id, String job, long number) {
        return new JobRunRow(
                id,
                "default",
                job,
                "pipe",
                "ns.p",
                "ann",
                number % 2 == 1,
                "m",
                number,
                7,
                number,
                number + 1);
    }
}
