package dev.tarn.engine.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.statement.Command;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Which transactions are open, for whom and how long.
class TransactionsTest {
    private static final Session ANN = Session.of("ann", null, null);
    private static final Command READS = new Command.ChangeSession("SET SESSION", List.of());

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SqlException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void nobody_else_finds_one_by_its_id() {
        try (Transactions transactions = new Transactions()) {
            String id = transactions.begin(ANN, false, false);
            transactions.check(ANN.withTransaction(id), READS);
            Session bob = Session.of("bob", null, null).withTransaction(id);
            assertRefused(ErrorCode.UNKNOWN_TRANSACTION, () -> transactions.check(bob, READS));
            assertRefused(ErrorCode.UNKNOWN_TRANSACTION, () -> transactions.commit(bob));
            transactions.rollBack(bob);
            transactions.commit(ANN.withTransaction(id));
            assertRefused(
                    ErrorCode.UNKNOWN_TRANSACTION,
                    () -> transactions.commit(ANN.withTransaction(id)));
        }
    }

    @Test
    void there_are_so_many_at_once_and_fewer_of_one_user() {
        try (Transactions transactions = new Transactions()) {
            List<Session> open = new ArrayList<>();
            for (int i = 0; i < Transactions.MOST_OPEN; i++) {
                Session user = user(i / Transactions.MOST_OPEN_OF_USER);
                open.add(user.withTransaction(transactions.begin(user, false, false)));
            }
            assertThatThrownBy(() -> transactions.begin(ANN, false, false))
                    .hasMessageContaining("256 transactions are open;");
            transactions.rollBack(open.getFirst());
            assertRefused(
                    ErrorCode.EXCEEDED_TRANSACTION_LIMIT,
                    () -> transactions.begin(user(1), false, false));
            assertThatThrownBy(() -> transactions.begin(user(1), false, false))
                    .hasMessageContaining("64 transactions of user1 are open;");
            transactions.begin(ANN, false, false);
        }
    }

    private static Session user(int i) {
        return Session.of("user" + i, null, null);
    }

    @Test
    void one_that_has_ended_is_said_to_have_been_committed_or_rolled_back() {
        try (Transactions transactions = new Transactions(Duration.ofSeconds(90))) {
            Session session = ANN.withTransaction(transactions.begin(ANN, false, false));
            transactions.commit(session);
            assertThatThrownBy(() -> transactions.commit(session))
                    .hasMessageContaining(session.transaction() + " open for ann")
                    .hasMessageContaining("committed or rolled back")
                    .hasMessageContaining("nobody uses for 90 seconds");
        }
    }

    @Test
    void those_that_nobody_uses_end() throws InterruptedException {
        try (Transactions transactions = new Transactions(Duration.ofMillis(50))) {
            Session used = ANN.withTransaction(transactions.begin(ANN, false, false));
            Session idle = ANN.withTransaction(transactions.begin(ANN, false, false));
            Runnable use = transactions.use(used);
            while (isOpen(transactions, idle)) {
                Thread.sleep(10);
            }
            Thread.sleep(200);
            assertThat(isOpen(transactions, used)).isTrue();
            use.run();
            while (isOpen(transactions, used)) {
                Thread.sleep(10);
            }
        }
    }

    private static boolean isOpen(Transactions transactions, Session session) {
        try {
            transactions.check(session, READS);
            return true;
        } catch (SqlException ended) {
            assertThat(ended.code()).isEqualTo(ErrorCode.UNKNOWN_TRANSACTION);
            return false;
        }
    }

    @Test
    void statements_of_one_wait_for_each_other() throws Exception {
        try (Transactions transactions = new Transactions();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Session session = ANN.withTransaction(transactions.begin(ANN, false, false));
            CountDownLatch entered = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            List<String> order = new ArrayList<>();
            Future<?> first =
                    threads.submit(() -> {
                        transactions.during(
                                session,
                                () -> {
                                    entered.countDown();
                                    go.await();
                                    order.add("first");
                                });
                        return null;
                    });
            entered.await();
            Future<?> second =
                    threads.submit(() -> {
                        transactions.during(session, () -> order.add("second"));
                        return null;
                    });
            transactions.during(ANN, () -> assertThat(order).isEmpty());
            go.countDown();
            first.get();
            second.get();
            assertThat(order).containsExactly("first", "second");
        }
    }

    @Test
    void closing_ends_all() {
        Transactions transactions = new Transactions();
        Session session = ANN.withTransaction(transactions.begin(ANN, true, true));
        transactions.close();
        assertThat(isOpen(transactions, session)).isFalse();
    }
}
