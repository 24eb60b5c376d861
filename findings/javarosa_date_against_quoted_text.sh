#!/bin/sh
# JavaRosa never orders a date against quoted text: . <= '2026-12-31' is false for every date.
#
# XPath 1.0 turns both sides of < into numbers; JavaRosa turns a date into days since 1970, but text
# such as '2026-12-31' into NaN, so that a limit written in quotes refuses every answer, without a
# word of warning from pyxform or ODK Validate. date('2026-12-31') is what works.
#
# Output seen (pyxform 4.5.0, which brings ODK_Validate.jar with JavaRosa inside; Java 17):
#   FOUND d 29/02/20
#   FOUND less false
#   FOUND more false
#   FOUND unequal false
#   FOUND equal true
#   FOUND right true
# Exits 0 as long as JavaRosa does so, 1 when it does not any more. Needs Python 3 and a JDK.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pyxform==4.5.0
jar=$(find "$folder/venv" -name ODK_Validate.jar)

cat > "$folder/form.xml" <<'EOF'
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
  <h:head>
    <h:title>Trial</h:title>
    <model>
      <instance>
        <data id="trial"><d>2020-02-29</d><less/><more/><unequal/><equal/><right/></data>
      </instance>
      <bind nodeset="/data/d" type="date"/>
      <bind nodeset="/data/less" type="string" calculate="if(/data/d &lt;= '2026-12-31', 'true', 'false')"/>
      <bind nodeset="/data/more" type="string" calculate="if(/data/d &gt;= '2026-12-31', 'true', 'false')"/>
      <bind nodeset="/data/unequal" type="string" calculate="if(/data/d != '2020-02-29', 'true', 'false')"/>
      <bind nodeset="/data/equal" type="string" calculate="if(/data/d = '2020-02-29', 'true', 'false')"/>
      <bind nodeset="/data/right" type="string" calculate="if(/data/d &lt;= date('2026-12-31'), 'true', 'false')"/>
    </model>
  </h:head>
  <h:body><input ref="/data/d"><label>D</label></input></h:body>
</h:html>
EOF

cat > "$folder/Show.java" <<'EOF'
import java.io.FileInputStream;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

public class Show {
    public static void main(String[] words) throws Exception {
        new XFormsModule().registerModule();
        FormDef form = XFormUtils.getFormFromInputStream(new FileInputStream(words[0]));
        form.initialize(true, new InstanceInitializationFactory());
        TreeElement root = form.getMainInstance().getRoot();
        for (int i = 0; i < root.getNumChildren(); i++) {
            TreeElement node = root.getChildAt(i);
            Object value = node.getValue() == null ? "" : node.getValue().getDisplayText();
            System.out.println("FOUND " + node.getName() + " " + value);
        }
    }
}
EOF
javac -cp "$jar" -d "$folder" "$folder/Show.java"
java -Duser.timezone=UTC -cp "$folder:$jar" Show "$folder/form.xml" 2>/dev/null | grep "^FOUND" > "$folder/seen"
cat "$folder/seen"
for line in "less false" "more false" "right true"; do
    grep -qx "FOUND $line" "$folder/seen"
done
