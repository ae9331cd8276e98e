package dev.sallyport.core.webacl.injection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks: classics of the OWASP testing guide and cheat sheets, and the values of AWS's own examples. */
class InjectionTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "10 AND 1=1",
        "1' OR '1'='1",
        "' or 1=1--",
        "' or 1=1#",
        "') or ('1'='1",
        "admin'--",
        "admin' #",
        "\" or \"\"=\"",
        "1 UNION SELECT username, password FROM users",
        "-1' union/**/all/**/select 1,2,3-- -",
        "1 /*!50000union*/ /*!50000select*/ 1,2",
        "1; DROP TABLE users",
        "x'; insert into users values (1)--",
        "1; exec xp_cmdshell('dir')",
        "1 and sleep(5)",
        "1' AND (SELECT 1 FROM dual)='1",
        "'; waitfor delay '0:0:5'--",
        "1 or benchmark(1000000,md5(1))",
        "' order by 3--",
        "1 order by 10--",
        "' or username like '%admin%",
        "1 and ascii(substring((select database()),1,1))>64",
        "SELECT * FROM information_schema.tables",
        "1' and extractvalue(1,concat(0x7e,version()))-- ",
        "' or not 1=2--",
        "' || '1'='1",
        "1 into outfile '/tmp/x'"
    })
    @Attack(Area.WEB_ACL)
    void findsSqlInjection(String attack) {
        assertThat(SqlInjection.find(attack, false)).as(attack).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "",
        "bread and butter",
        "O'Reilly",
        "rock 'n' roll",
        "it's 5 or 6, I guess",
        "Select the best union and drop me a line; update your profile",
        "Tom & Jerry; create something new",
        "1 and 2",
        "price < 100 and size > 5",
        "SELECTED FROM the list",
        "please select one from the list",
        "{\"name\":\"O'Brien\",\"note\":\"5' 10\\\" tall\",\"color\":\"#fff\"}",
        "{\"a\":1,\"b\":[\"x\",\"y\"],\"glob\":\"src/**/*.js\"}",
        "title=1984&author=Orwell&sort=asc",
        "var(--main-color) '--accent'",
        "the table; the chair -- and more",
        "2026-11-23T08:00:00Z",
        "https://example.com/a?b=c#d",
        "group by topic, order by date",
        "a='b' and more text follows here",
        "Use 'a' or 'b'",
        "*/*;q=0.8"
    })
    @Attack(Area.WEB_ACL)
    void leavesOrdinaryTextAlone(String text) {
        assertThat(SqlInjection.find(text, false)).as(text).isEmpty();
    }

    @Test
    void theHighLevelFindsMore() {
        assertThat(SqlInjection.find("select a from b", false)).isEmpty();
        assertThat(SqlInjection.find("select a from b", true)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "<script>alert(\"hello\")</script>",
        "<ScRiPt src=//evil>",
        "\"><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<img/src='x'/onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<svg/onload=alert(1)",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=' java\tscript:alert(1)'>x</a>",
        "<a href=\"&#106;avascript:alert(1)\">x</a>",
        "<a href=\"jav&Tab;ascript&colon;alert(1)\">x</a>",
        "<iframe src=x>",
        "\" onmouseover=alert(1) x=\"",
        "' onfocus=alert(1) autofocus='",
        "<body onload=alert(1)>",
        "<details open ontoggle=alert(1)>",
        "<div style=\"width:expression(alert(1))\">",
        "<frameset onload=alert(1)>",
        "<form action=javascript:alert(1)>",
        "<math><a xlink:href=javascript:alert(1)>x",
        "javascript:alert(1)",
        "<iframe srcdoc='<p>'>",
        "<object data=data:text/html,x>"
    })
    @Attack(Area.WEB_ACL)
    void findsCrossSiteScripting(String attack) {
        assertThat(CrossSiteScripting.find(attack)).as(attack).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "",
        "a < b and c > d",
        "I <3 you",
        "<b>bold</b> and <i>it</i>",
        "<a href=\"https://example.com/?on=1\">link</a>",
        "one=1&on=2&only=3",
        "\"quoted\" text on = something",
        "x=<y>",
        "{\"onboarding\":\"done\",\"html\":\"<p>hi</p>\"}",
        "javascript: the good parts",
        "once upon a time = never",
        "1<2"
    })
    @Attack(Area.WEB_ACL)
    void leavesOrdinaryMarkupAlone(String text) {
        assertThat(CrossSiteScripting.find(text)).as(text).isEmpty();
    }

    @Test
    @Timeout(5)
    @Attack(Area.WEB_ACL)
    void hostileLengthsEnd() {
        for (String piece : new String[] {"'", "<", "(", "and(", "<a ", "/*", "&#", "1 or ", "<a style='/*", "\"on"}) {
            String text = piece.repeat(64 * 1024 / piece.length());
            assertThat(SqlInjection.find(text, true)).isNotNull();
            assertThat(CrossSiteScripting.find(text)).isNotNull();
        }
    }

    @Property(tries = 500)
    void anyTextIsAnswered(@ForAll String text) {
        assertThat(SqlInjection.find(text, true)).isNotNull();
        assertThat(CrossSiteScripting.find(text)).isNotNull();
    }
}
