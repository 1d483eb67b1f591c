package dev.tarn.catalog;

import dev.tarn.catalog.FaultSteps.Fault;
import dev.tarn.catalog.FaultSteps.Site;
import dev.tarn.catalog.store.Database;
import dev.tarn.catalog.store.GroupCommit;
import dev.tarn.catalog.store.OwnTransactions;
import dev.tarn.catalog.store.RowLock;
import dev.tarn.catalog.store.WriteTransactions;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/// A real database whose JDBC calls are steps of [FaultSteps]. Does not own the real one.
///
/// A connection whose step failed is broken: the server rolls back what it had not committed, and
/// nothing more can be said on it.
final class FaultyDatabase implements Database {
    private static final String CONNECTION_LOST = "08006";
    private static final String ROLLED_BACK = "40001";

    private final Database real;
    private final FaultSteps steps;
    private final Jdbi reader;
    private final Jdbi writer;
    private final WriteTransactions writes;
    private final List<Wire> late = new ArrayList<>();

    FaultyDatabase(Database real, FaultSteps steps) {
        this(real, steps, Runnable::run);
    }

    /// @param worker runs the changes that share transactions, best on the thread whose steps are
    ///   counted
    FaultyDatabase(Database real, FaultSteps steps, Executor worker) {
        this.real = real;
        this.steps = steps;
        this.reader = Jdbi.create(() -> new Wire(real.reader().open()).connection());
        this.writer = Jdbi.create(this::connectToWrite);
        this.writes =
                switch (real.writes()) {
                    case GroupCommit _ -> new GroupCommit(this, worker);
                    case OwnTransactions _ -> new OwnTransactions(this);
                };
    }

    private Connection connectToWrite() throws SQLException {
        List<Handle> opened = new ArrayList<>();
        boolean isConnected = false;
        try {
            Connection connection =
                    steps.take(
                            Site.CONNECT,
                            false,
                            () -> {
                                opened.add(real.writer().open());
                                return new Wire(opened.getFirst()).connection();
                            },
                            FaultyDatabase::lost);
            isConnected = true;
            return connection;
        } catch (SQLException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            if (!isConnected) {
                opened.forEach(Handle::close);
            }
        }
    }

    /// Lets the COMMITs that are still on their way arrive, or get lost.
    void settle(boolean arrives) {
        try {
            for (Wire wire : late) {
                wire.settle(arrives);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        late.clear();
    }

    @Override
    public Jdbi reader() {
        return reader;
    }

    @Override
    public Jdbi writer() {
        return writer;
    }

    @Override
    public WriteTransactions writes() {
        return writes;
    }

    @Override
    public String lockClause(RowLock lock, String table) {
        return real.lockClause(lock, table);
    }

    @Override
    public void lockLocation(Handle handle, List<String> above, String location) {
        real.lockLocation(handle, above, location);
    }

    @Override
    public void orderEvents() {
        real.orderEvents();
    }

    @Override
    public Outcome outcome(SQLException failure, boolean isAtCommit) {
        return real.outcome(failure, isAtCommit);
    }

    @Override
    public void close() {}

    /// One connection.
    private final class Wire {
        private final Handle handle;
        private final Connection plain;
        private boolean isBroken;
        private boolean isAway;

        Wire(Handle handle) {
            this.handle = handle;
            this.plain = handle.getConnection();
        }

        Connection connection() {
            return (Connection)
                    Proxy.newProxyInstance(
                            Wire.class.getClassLoader(),
                            new Class<?>[] {Connection.class},
                            (_, method, arguments) -> onConnection(method, arguments));
        }

        private Object onConnection(Method method, Object[] arguments) throws Throwable {
            String name = method.getName();
            if (name.equals("close")) {
                return close();
            }
            if (isBroken && !name.startsWith("is") && !name.startsWith("get")) {
                throw lost(Fault.FAIL_BEFORE);
            }
            if (steps.isDead()) {
                throw new FaultSteps.Killed();
            }
            if (name.equals("commit")) {
                return commit();
            }
            Object result = invoke(plain, method, arguments);
            return result instanceof PreparedStatement statement ? wrapped(statement) : result;
        }

        private Object commit() throws Exception {
            boolean isLate = steps.isLateHere();
            try {
                return steps.take(
                        Site.COMMIT,
                        true,
                        () -> {
                            plain.commit();
                            return null;
                        },
                        this::failure);
            } finally {
                if (isLate) {
                    isAway = true;
                    late.add(this);
                }
            }
        }

        void settle(boolean arrives) throws SQLException {
            if (arrives) {
                plain.commit();
            } else {
                plain.rollback();
            }
            plain.setAutoCommit(true);
            handle.close();
        }

        private Object close() throws SQLException {
            if (isAway) {
                return null;
            }
            if (!plain.getAutoCommit()) {
                plain.rollback();
                plain.setAutoCommit(true);
            }
            handle.close();
            return null;
        }

        private PreparedStatement wrapped(PreparedStatement statement) {
            return (PreparedStatement)
                    Proxy.newProxyInstance(
                            Wire.class.getClassLoader(),
                            new Class<?>[] {PreparedStatement.class},
                            (_, method, arguments) -> {
                                if (!method.getName().startsWith("execute")) {
                                    return invoke(statement, method, arguments);
                                }
                                if (isBroken) {
                                    throw lost(Fault.FAIL_BEFORE);
                                }
                                return steps.take(
                                        Site.STATEMENT,
                                        !plain.getAutoCommit(),
                                        () -> invokeChecked(statement, method, arguments),
                                        this::failure);
                            });
        }

        private SQLException failure(Fault fault) {
            isBroken = fault != Fault.CONFLICT;
            return lost(fault);
        }
    }

    private static SQLException lost(Fault fault) {
        return new SQLException(
                "Injected: " + fault, fault == Fault.CONFLICT ? ROLLED_BACK : CONNECTION_LOST);
    }

    private static Object invokeChecked(Object target, Method method, Object[] arguments)
            throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static Object invoke(Object target, Method method, Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
