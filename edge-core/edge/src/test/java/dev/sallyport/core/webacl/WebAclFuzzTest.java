package dev.sallyport.core.webacl;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.fuzz.FuzzedReader;
import dev.sallyport.core.shape.Shapes;
import java.io.IOException;
import java.util.List;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** What GetWebACL might print: a web ACL whose values do not fit is refused, any other is compiled and judges. */
class WebAclFuzzTest extends FuzzedReader {
    private static final WafRequest REQUEST = Acls.request(
            "POST",
            "/a/..%2fb",
            "q=%3Cscript%3E&id=1%20or%201=1",
            List.of(new WafRequest.Header("Cookie", "a=b; c"), new WafRequest.Header("X-Forwarded-For", "192.0.2.1, ::1")),
            "{\"a\":[1,\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\",{\"b\":null}]}");

    @Override
    protected void read(byte[] input) {
        WebACL acl;
        try {
            JsonNode json = Json.MAPPER.readTree(input);
            if (json == null) {
                return;
            }
            acl = Shapes.fromJson(json.path("WebACL"), WebACL.builder());
        } catch (IOException | IllegalArgumentException | ClassCastException refused) {
            return;
        }
        WebAclEvaluator evaluator = new WebAclEvaluator(acl, RuleSets.none());
        evaluator.warnings();
        evaluator.evaluate(REQUEST, new RateCounters());
        Shapes.toJson(acl);
    }
}
