package dev.tarn.bench.planning;

import dev.tarn.engine.Session;
import dev.tarn.engine.SessionChange;
import dev.tarn.engine.statement.StatementPlanner;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How long a planner took for each of some queries, by the clock and by the processor. One thread.
///
/// Planning is one thread's work, so that its processor time says what the clock says when nothing
/// else runs.
final class PlanningTimes {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final StatementPlanner planner;
    private final Session session;
    private final Map<String, String> queries;
    private final Map<String, List<Time>> times = new LinkedHashMap<>();

    private record Time(long wallNanos, long cpuNanos) {}

    /// @param queries texts by name; each is planned anew, since its session keeps no plans
    PlanningTimes(StatementPlanner planner, Session session, Map<String, String> queries) {
        this.planner = planner;
        this.session = new SessionChange.SetProperty("plan_cache", "false").applyTo(session);
        this.queries = queries;
    }

    /// Plans all queries one after another, so many times.
    void round(int count) {
        for (int round = 0; round < count; round++) {
            queries.forEach((name, sql) ->
                    times.computeIfAbsent(name, _ -> new ArrayList<>()).add(time(sql)));
        }
    }

    void forget() {
        times.clear();
    }

    private Time time(String sql) {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long begin = System.nanoTime();
        planner.plan(session, sql, List.of());
        long wall = System.nanoTime() - begin;
        return new Time(wall, THREADS.getCurrentThreadCpuTime() - cpu);
    }

    /// Medians of each query, and over all of them the geometric mean and the highest.
    void print(double mostMillis, PrintStream out) {
        out.println("| query | median | median of CPU |");
        out.println("|---|---|---|");
        double logs = 0;
        double worst = 0;
        String worstName = "";
        int above = 0;
        for (Map.Entry<String, List<Time>> entry : times.entrySet()) {
            double wall = median(entry.getValue().stream().mapToLong(Time::wallNanos).toArray());
            double cpu = median(entry.getValue().stream().mapToLong(Time::cpuNanos).toArray());
            out.printf(Locale.ROOT, "| %s | %.2f ms | %.2f ms |%n", entry.getKey(), wall, cpu);
            logs += Math.log(cpu);
            above += cpu > mostMillis ? 1 : 0;
            if (cpu > worst) {
                worst = cpu;
                worstName = entry.getKey();
            }
        }
        out.printf(
                Locale.ROOT,
                "%nCPU: geometric mean %.2f ms, highest %.2f ms (%s), %d of %d above %.0f ms%n",
                Math.exp(logs / times.size()),
                worst,
                worstName,
                above,
                times.size(),
                mostMillis);
    }

    private static double median(long[] nanos) {
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1e6;
    }
}
