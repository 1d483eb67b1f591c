package dev.tarn.bench;

import dev.tarn.engine.kernel.LikePattern;

import io.trino.tpch.Order;
import io.trino.tpch.OrderGenerator;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Nanoseconds a row for LIKE on TPC-H's order comments: our matcher on UTF-8 bytes beside
/// `java.util.regex` on strings.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LikeBenchmark {
    /// Orders of scale factor 0.01.
    private static final int ROW_COUNT = 15_000;

    /// The pattern of TPC-H's query 13, a prefix, and one that nothing matches.
    @Param({"%special%requests%", "final%", "%no such words%"})
    public String pattern = "";

    private List<String> texts = List.of();
    private List<byte[]> bytes = List.of();
    private LikePattern like = compile("%");
    private Pattern regex = Pattern.compile("");

    @Setup
    public void load() {
        List<String> comments = new ArrayList<>(ROW_COUNT);
        for (Order order : new OrderGenerator(0.01, 1, 1)) {
            comments.add(order.getComment());
        }
        texts = comments;
        bytes = comments.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
        like = compile(pattern);
        regex = Pattern.compile(Pattern.quote(pattern).replace("%", "\\E.*\\Q"), Pattern.DOTALL);
        if (texts.size() != ROW_COUNT || bytesMatched() != regexMatched()) {
            throw new IllegalStateException(
                    "The two matchers disagree: %d and %d of %d rows"
                            .formatted(bytesMatched(), regexMatched(), texts.size()));
        }
    }

    private static LikePattern compile(String pattern) {
        byte[] utf8 = pattern.getBytes(StandardCharsets.UTF_8);
        return LikePattern.compile(utf8, 0, utf8.length, -1);
    }

    @Benchmark
    @OperationsPerInvocation(ROW_COUNT)
    public int bytesMatched() {
        int count = 0;
        for (byte[] row : bytes) {
            count += like.matches(row, 0, row.length) ? 1 : 0;
        }
        return count;
    }

    @Benchmark
    @OperationsPerInvocation(ROW_COUNT)
    public int regexMatched() {
        int count = 0;
        for (String row : texts) {
            count += regex.matcher(row).matches() ? 1 : 0;
        }
        return count;
    }
}
