import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Spark SQL on a pipe, started from this source file with Spark's own class path and
/// JDK 17. Arguments are Spark settings, `key=value`. A line of standard input is a statement; the
/// answer is one line a row, values with tabs between them, then `.` alone, or one line that starts
/// with `!` and says what failed.
public final class SparkStatements {
    public static void main(String[] settings) throws Exception {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        SparkSession.Builder builder = SparkSession.builder().master("local[2]");
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            builder.config(setting.substring(0, equals), setting.substring(equals + 1));
        }
        BufferedReader statements =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (SparkSession spark = builder.getOrCreate()) {
            answers.println(".");
            for (String line = statements.readLine(); line != null; line = statements.readLine()) {
                answer(spark, line, answers);
            }
        }
    }

    private static void answer(SparkSession spark, String statement, PrintStream answers) {
        try {
            List<String> lines = new ArrayList<>();
            Dataset<Row> rows = spark.sql(statement);
            for (Row row : rows.collectAsList()) {
                List<String> values = new ArrayList<>();
                for (int i = 0; i < row.size(); i++) {
                    values.add(text(row.get(i)));
                }
                lines.add(String.join("\t", values));
            }
            lines.forEach(answers::println);
            answers.println(".");
        } catch (Exception e) {
            e.printStackTrace();
            answers.println("!" + String.valueOf(e.getMessage()).replace("\n", " "));
        }
    }

    private static String text(Object value) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof Row row) {
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                fields.add(text(row.get(i)));
            }
            return "(" + String.join(", ", fields) + ")";
        }
        if (value instanceof scala.collection.Seq<?> list) {
            List<String> elements = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                elements.add(text(list.apply(i)));
            }
            return "[" + String.join(", ", elements) + "]";
        }
        if (value instanceof scala.collection.Map<?, ?> map) {
            Map<String, String> entries = new TreeMap<>();
            map.foreach(entry -> entries.put(text(entry._1()), text(entry._2())));
            return entries.toString();
        }
        return value.toString().replace("\t", "\\t").replace("\n", "\\n");
    }
}
