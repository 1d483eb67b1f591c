package dev.tarn.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What some threads measured while they sent one request after the other.
///
/// @param nanos of each request that was answered as wanted, sorted
/// @param errors requests answered otherwise
/// @param cpuNanos processor time of the server meanwhile, all that it did included
record Load(long[] nanos, int errors, double seconds, long cpuNanos) {

    /// The request that a thread sends next.
    interface Requests {
        byte[] next(WireClient client, int thread, int number);
    }

    static Load run(
            CatalogUnderTest server, int threads, double seconds, int wanted, Requests requests)
            throws InterruptedException, ExecutionException {
        long cpu = server.cpuNanos();
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        List<Future<long[]>> futures = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                int thread = i;
                futures.add(pool.submit(() -> one(server, thread, end, wanted, requests)));
            }
        }
        double took = (System.nanoTime() - begin) / 1e9;
        List<long[]> all = new ArrayList<>();
        int errors = 0;
        for (Future<long[]> future : futures) {
            long[] times = future.get();
            all.add(times);
            errors += (int) Arrays.stream(times).filter(time -> time < 0).count();
        }
        long[] good =
                all.stream().flatMapToLong(Arrays::stream).filter(t -> t >= 0).sorted().toArray();
        return new Load(good, errors, took, server.cpuNanos() - cpu);
    }

    /// Times of one thread's requests; negative for an answer that was not wanted.
    private static long[] one(
            CatalogUnderTest server, int thread, long end, int wanted, Requests requests)
            throws IOException {
        long[] times = new long[1 << 12];
        int count = 0;
        try (WireClient client = new WireClient(server.uri)) {
            while (System.nanoTime() < end) {
                byte[] request = requests.next(client, thread, count);
                long begin = System.nanoTime();
                int status = client.send(request).status();
                if (count == times.length) {
                    times = Arrays.copyOf(times, 2 * count);
                }
                long took = System.nanoTime() - begin;
                times[count++] = status == wanted ? took : -took;
            }
        }
        return Arrays.copyOf(times, count);
    }

    static Load merged(List<Load> loads) {
        return new Load(
                loads.stream().flatMapToLong(load -> Arrays.stream(load.nanos)).sorted().toArray(),
                loads.stream().mapToInt(Load::errors).sum(),
                loads.stream().mapToDouble(Load::seconds).sum(),
                loads.stream().mapToLong(Load::cpuNanos).sum());
    }

    double perSecond() {
        return nanos.length / seconds;
    }

    double cpuMillisEach() {
        return cpuNanos / 1e6 / Math.max(1, nanos.length);
    }

    double millis(double quantile) {
        return nanos.length == 0
                ? Double.NaN
                : nanos[(int) Math.min(nanos.length - 1, quantile * nanos.length)] / 1e6;
    }
}
