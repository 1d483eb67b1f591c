import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Flink SQL in batch mode on a pipe, started from this source file with Flink's own
/// class path. A line of standard input is a statement; the answer is one line a row, values with
/// tabs between them, then `.` alone, or one line that starts with `!` and says what failed.
public final class FlinkStatements {
    public static void main(String[] settings) throws Exception {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        Configuration configuration = new Configuration();
        configuration.setString("parallelism.default", "1");
        TableEnvironment flink =
                TableEnvironment.create(
                        EnvironmentSettings.newInstance()
                                .inBatchMode()
                                .withConfiguration(configuration)
                                .build());
        BufferedReader statements =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        answers.println(".");
        for (String line = statements.readLine(); line != null; line = statements.readLine()) {
            answer(flink, line, answers);
        }
        System.exit(0);
    }

    private static void answer(TableEnvironment flink, String statement, PrintStream answers) {
        try {
            List<String> lines = new ArrayList<>();
            TableResult result = flink.executeSql(statement);
            if (statement.startsWith("INSERT")) {
                result.await();
                answers.println(".");
                return;
            }
            try (CloseableIterator<Row> rows = result.collect()) {
                while (rows.hasNext()) {
                    Row row = rows.next();
                    List<String> values = new ArrayList<>();
                    for (int i = 0; i < row.getArity(); i++) {
                        values.add(String.valueOf(row.getField(i)));
                    }
                    lines.add(String.join("\t", values));
                }
            }
            lines.forEach(answers::println);
            answers.println(".");
        } catch (Exception e) {
            e.printStackTrace();
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            answers.println("!" + String.valueOf(cause.getMessage()).replace("\n", " "));
        }
    }
}
