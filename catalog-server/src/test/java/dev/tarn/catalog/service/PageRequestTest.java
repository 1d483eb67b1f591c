package dev.tarn.catalog.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.iceberg.exceptions.BadRequestException;
import org.junit.jupiter.api.Test;

import java.util.List;

class PageRequestTest {
    private static String token(String list, String principal) {
        PageRequest first = new PageRequest("", 1, principal);
        return first.page(list, List.of("a", "b"), name -> name, name -> name).nextToken();
    }

    @Test
    void aTokenGoesOnAfterTheLastKey() {
        String token = token("tables/1", "ann");
        assertThat(new PageRequest(token, 1, "ann").range("tables/1").after()).isEqualTo("a");
    }

    @Test
    void aTokenOfAnotherListIsRefused() {
        PageRequest request = new PageRequest(token("tables/1", "ann"), 1, "ann");
        assertThatThrownBy(() -> request.range("tables/2"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("another list");
    }

    @Test
    void aTokenOfSomebodyElseIsRefused() {
        PageRequest request = new PageRequest(token("tables/1", "ann"), 1, "bob");
        assertThatThrownBy(() -> request.range("tables/1"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("principal");
    }
}
