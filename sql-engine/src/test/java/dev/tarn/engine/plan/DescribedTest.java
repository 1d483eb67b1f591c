package dev.tarn.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.parse.StatementParser;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescribedTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0 | select 1
                    2 | select ? from t where x = ?
                    1 | insert into t values (?, 2)
                    1 | delete from t where x in (select y from u where z = ?)
                    0 | delete from t
                    3 | update t set a = ?, b = ? + 1 where c = ?
                    6 | merge into t using (select ? as k) as s on t.k = s.k + ? when matched and t.k = ? then update set k = ? when not matched then insert values (?, ?)
                    2 | explain update t set a = ? where b = ?
                    """)
    void every_question_mark_is_counted(int count, String sql) {
        assertThat(Described.nulls(StatementParser.parse(sql))).hasSize(count);
    }
}
