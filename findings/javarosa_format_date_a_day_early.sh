#!/bin/sh
# format-date() of a date plus days is a day early wherever the clock is behind UTC.
#
# A date plus 30 is a number of days since 1970. format-date() takes such a number as a moment of UTC
# and writes the day that it is then on the device: 29.02.2020 + 30 is 30.03.2020 in Europe and Asia,
# but 29.03.2020 in the Americas. Inside date( ) the number becomes a day again, and stays it.
#
# Output seen (pyxform 4.5.0, which brings ODK_Validate.jar with JavaRosa inside; Java 17):
#   in America/St_Lucia: FOUND bare 2020-03-29, FOUND wrapped 2020-03-30
#   in Asia/Tokyo: FOUND bare 2020-03-30, FOUND wrapped 2020-03-30
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
        <data id="trial"><d>2020-02-29</d><bare/><wrapped/></data>
      </instance>
      <bind nodeset="/data/d" type="date"/>
      <bind nodeset="/data/bare" type="string" calculate="format-date(/data/d + 30, '%Y-%m-%d')"/>
      <bind nodeset="/data/wrapped" type="string" calculate="format-date(date(/data/d + 30), '%Y-%m-%d')"/>
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
java -Duser.timezone=America/St_Lucia -cp "$folder:$jar" Show "$folder/form.xml" 2>/dev/null | grep "^FOUND" > "$folder/west"
java -Duser.timezone=Asia/Tokyo -cp "$folder:$jar" Show "$folder/form.xml" 2>/dev/null | grep "^FOUND" > "$folder/east"
cat "$folder/west" "$folder/east"
grep -qx "FOUND bare 2020-03-29" "$folder/west"
grep -qx "FOUND bare 2020-03-30" "$folder/east"
for where in west east; do
    grep -qx "FOUND wrapped 2020-03-30" "$folder/$where"
done
