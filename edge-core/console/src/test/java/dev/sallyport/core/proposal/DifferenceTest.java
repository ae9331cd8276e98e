package dev.sallyport.core.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferenceTest {
    private static JsonNode json(String text) throws Exception {
        return Json.MAPPER.readTree(text.replace('\'', '"'));
    }

    private static List<String> paths(String before, String after) throws Exception {
        return Difference.between(json(before), json(after)).stream().map(Difference::path).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        // A member inside, by the name of its rule, wherever the rule stands.
        "{'Rules':[{'Name':'a','Priority':1},{'Name':'b'}]} | {'Rules':[{'Name':'b'},{'Name':'a','Priority':2}]} | Rules[a].Priority",
        // Another member of a union: the whole.
        "{'Rules':[{'Name':'a','Action':{'Count':{}}}]} | {'Rules':[{'Name':'a','Action':{'Block':{}}}]} | Rules[a].Action",
        "{'DefaultAction':{'Allow':{}}} | {'DefaultAction':{'Block':{}}} | DefaultAction",
        // New and gone, also where the list was absent.
        "{'Rules':[{'Name':'a'}]} | {'Rules':[{'Name':'a'},{'Name':'b'}]} | Rules[b]",
        "{'Rules':[{'Name':'a'}]} | {} | Rules[a]",
        "{'S':{'V':1}} | {'S':{'V':1,'RuleActionOverrides':[{'Name':'X'}]}} | S.RuleActionOverrides[X]",
        // Lists without names go by place, or as a whole.
        "{'T':['x','y']} | {'T':['x','z']} | T[1]",
        "{'T':['x','y']} | {'T':['x']} | T",
        // Two of one name cannot be told apart.
        "{'H':[{'Name':'h','Value':1},{'Name':'h','Value':2}]} | {'H':[{'Name':'h','Value':1}]} | H",
        "{'Description':'x'} | {} | Description",
    })
    void goesByNames(String before, String after, String path) throws Exception {
        assertThat(paths(before, after)).containsExactly(path);
        assertThat(paths(after, before)).containsExactly(path);
    }

    @Test
    void orderAndEmptyListsAreNone() throws Exception {
        assertThat(paths("{'Rules':[{'Name':'a'},{'Name':'b'}],'O':[]}", "{'Rules':[{'Name':'b'},{'Name':'a'}]}")).isEmpty();
        assertThat(paths("{'A':{'Statements':[{'x':1},{'y':2}]}}", "{'A':{'Statements':[{'y':2},{'x':1}]}}")).hasSize(2);
    }

    @Test
    void bothSidesAreTold() throws Exception {
        Difference one = Difference.between(json("{'Limit':2000}"), json("{'Limit':20}")).getFirst();
        assertThat(Json.MAPPER.writeValueAsString(one)).isEqualTo("{\"path\":\"Limit\",\"before\":2000,\"after\":20}");
        assertThat(one.sentence()).isEqualTo("Limit: 2000 → 20");
        Difference gone = Difference.between(json("{'Limit':2000}"), json("{}")).getFirst();
        assertThat(Json.MAPPER.writeValueAsString(gone)).isEqualTo("{\"path\":\"Limit\",\"before\":2000,\"after\":null}");
        assertThat(gone.sentence()).isEqualTo("Limit: 2000 → none");
    }
}
