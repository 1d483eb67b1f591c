package dev.tarn.bench;

import dev.tarn.bench.engines.EnginesBench;
import dev.tarn.bench.expression.ExpressionBench;
import dev.tarn.bench.group.GroupBench;
import dev.tarn.bench.merge.MergeBench;
import dev.tarn.bench.planning.PlanningBench;
import dev.tarn.bench.scan.ScanBench;
import dev.tarn.bench.tpcds.TpcdsBench;
import dev.tarn.bench.tpch.ClientsBench;
import dev.tarn.bench.tpch.MemoryBench;
import dev.tarn.bench.tpch.TpchBench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/// `tarn bench NAME …`: benchmarks of the whole, each a command.
@Command(
        name = "tarn bench",
        header = "Benchmarks, each printing a table.",
        synopsisSubcommandLabel = "NAME",
        subcommands = {
            HelpCommand.class,
            ScanBench.class,
            GroupBench.class,
            ExpressionBench.class,
            TpchBench.class,
            TpcdsBench.class,
            EnginesBench.class,
            ClientsBench.class,
            MemoryBench.class,
            MergeBench.class,
            PlanningBench.class
        })
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) {
        ch.qos.logback.classic.Logger root =
                (ch.qos.logback.classic.Logger)
                        org.slf4j.LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(ch.qos.logback.classic.Level.WARN);
        CommandLine line = new CommandLine(new Bench());
        line.setExecutionExceptionHandler((failure, failed, _) -> {
            failed.getErr().println("tarn bench: " + failure.getMessage());
            if (!(failure instanceof IllegalStateException)) {
                failure.printStackTrace(failed.getErr());
            }
            return 1;
        });
        int code = line.execute(arguments);
        System.out.flush();
        System.exit(code);
    }
}
