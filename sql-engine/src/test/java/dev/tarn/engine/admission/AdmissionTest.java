package dev.tarn.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.AdmissionConfig;
import dev.tarn.engine.AdmissionUsage;
import dev.tarn.engine.EngineConfig;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

@Timeout(60)
class AdmissionTest {
    private final AtomicLong freeBytes = new AtomicLong(1000);

    private Admission admission(int running, int queued, AdmissionConfig own) {
        return new Admission(
                new EngineConfig(1, 1000, 1000, running, queued, 2048).withAdmission(own),
                freeBytes::get);
    }

    private static Session session(String user, String... roles) {
        return Session.of(user, null, null).withIdentity(user, Set.of(roles));
    }

    /// Enters in a thread of its own, and waits until that is in or in the queue.
    private static Entering enter(Admission admission, Session session) throws Exception {
        AdmissionUsage before = admission.usage();
        Entering entering = new Entering(admission, session);
        entering.thread.start();
        while (!entering.task.isDone() && admission.usage().queued() == before.queued()) {
            Thread.onSpinWait();
        }
        return entering;
    }

    private static final class Entering {
        private final FutureTask<Slot> task;
        private final Thread thread;

        Entering(Admission admission, Session session) {
            task = new FutureTask<>(() -> admission.enter(session));
            thread = Thread.ofVirtual().unstarted(task);
        }

        Slot slot() throws Exception {
            return task.get();
        }
    }

    @Test
    void who_comes_first_runs_first() throws Exception {
        Admission admission = admission(1, 10, AdmissionConfig.OPEN);
        Slot first = admission.enter(session("ann"));
        Entering second = enter(admission, session("bob"));
        Entering third = enter(admission, session("ann"));
        assertThat(admission.usage()).isEqualTo(new AdmissionUsage(1, 2, 0));
        first.close();
        second.slot();
        assertThat(admission.usage()).isEqualTo(new AdmissionUsage(1, 1, 0));
        assertThat(third.task.isDone()).isFalse();
        second.slot().close();
        third.slot().close();
        assertThat(admission.usage()).isEqualTo(new AdmissionUsage(0, 0, 0));
    }

    @Test
    void a_slot_is_given_back_once() throws Exception {
        Admission admission = admission(2, 0, AdmissionConfig.OPEN);
        Slot first = admission.enter(session("ann"));
        admission.enter(session("ann"));
        first.close();
        first.close();
        assertThat(admission.usage().running()).isEqualTo(1);
    }

    @Test
    void a_full_queue_refuses_and_says_whose_it_is() throws Exception {
        AdmissionConfig own =
                new AdmissionConfig(1, 1, List.of(new AdmissionConfig.Group("etl", 1, 0)), 0);
        Admission admission = admission(2, 2, own);
        admission.enter(session("ann"));
        enter(admission, session("ann"));
        assertThatThrownBy(() -> admission.enter(session("ann")))
                .isInstanceOf(SqlException.class)
                .hasMessage(
                        "Too many queries of user ann: 1 are waiting already, which is the limit");
        admission.enter(session("bob", "etl"));
        assertThatThrownBy(() -> admission.enter(session("eve", "etl")))
                .hasMessage(
                        "Too many queries of group etl: 0 are waiting already, which is the limit");
        enter(admission, session("cid"));
        assertThatThrownBy(() -> admission.enter(session("dan")))
                .hasMessage("Too many queries: 2 are waiting already, which is the limit");
        assertThat(admission.usage()).isEqualTo(new AdmissionUsage(2, 2, 3));
    }

    @Test
    void who_waits_for_a_limit_of_their_own_holds_up_nobody() throws Exception {
        AdmissionConfig own =
                new AdmissionConfig(1, 9, List.of(new AdmissionConfig.Group("etl", 1, 9)), 0);
        Admission admission = admission(4, 10, own);
        Slot ann = admission.enter(session("ann"));
        Slot etl = admission.enter(session("bob", "etl", "other"));
        Entering annAgain = enter(admission, session("ann"));
        Entering etlAgain = enter(admission, session("cid", "etl"));
        admission.enter(session("dan")).close();
        assertThat(admission.usage().queued()).isEqualTo(2);
        etl.close();
        etlAgain.slot();
        assertThat(annAgain.task.isDone()).isFalse();
        ann.close();
        annAgain.slot();
    }

    @Test
    void a_query_waits_while_others_leave_too_little_memory() throws Exception {
        Admission admission =
                admission(
                        4,
                        10,
                        new AdmissionConfig(Integer.MAX_VALUE, Integer.MAX_VALUE, List.of(), 100));
        freeBytes.set(99);
        Slot first = admission.enter(session("ann"));
        Entering second = enter(admission, session("bob"));
        Entering third = enter(admission, session("cid"));
        freeBytes.set(100);
        admission.memoryFreed();
        second.slot();
        third.slot();
        freeBytes.set(0);
        Entering fourth = enter(admission, session("dan"));
        first.close();
        second.slot().close();
        assertThat(fourth.task.isDone()).isFalse();
        third.slot().close();
        fourth.slot();
    }

    @Test
    void who_is_interrupted_leaves_the_queue_and_holds_nothing() throws Exception {
        Admission admission = admission(1, 10, AdmissionConfig.OPEN);
        Slot first = admission.enter(session("ann"));
        Entering second = enter(admission, session("bob"));
        Entering third = enter(admission, session("cid"));
        second.thread.interrupt();
        assertThatThrownBy(second::slot)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        first.close();
        third.slot().close();
        assertThat(admission.usage()).isEqualTo(new AdmissionUsage(0, 0, 0));
    }

    @Test
    void limits_hold_and_nobody_is_forgotten_when_many_come_and_go() throws Exception {
        AdmissionConfig own =
                new AdmissionConfig(
                        2, 1000, List.of(new AdmissionConfig.Group("etl", 1, 1000)), 10);
        Admission admission = admission(3, 1000, own);
        List<CompletableFuture<Integer>> all =
                IntStream.range(0, 400)
                        .mapToObj(at ->
                                CompletableFuture.supplyAsync(
                                        () -> comeAndGo(admission, at),
                                        task -> Thread.ofVirtual().start(task)))
                        .toList();
        for (CompletableFuture<Integer> one : all) {
            assertThat(one.get()).isBetween(1, 3);
        }
        assertThat(admission.usage()).isEqualTo(new AdmissionUsage(0, 0, 0));
    }

    private int comeAndGo(Admission admission, int at) {
        Session session = at % 3 == 0 ? session("ann", "etl") : session("user" + at % 5);
        try (Slot _ = admission.enter(session)) {
            int running = admission.usage().running();
            freeBytes.set(at % 2 == 0 ? 5 : 50);
            Thread.yield();
            freeBytes.set(50);
            admission.memoryFreed();
            return running;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
