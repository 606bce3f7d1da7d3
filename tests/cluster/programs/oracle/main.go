// SPDX-License-Identifier: GPL-3.0-or-later

// Command oracle answers what Helm's own packages make of a template, a YAML text or a --set expression.
//
// It reads one JSON request a line and writes one JSON answer a line, in order, until its input ends. A request that
// makes Helm panic is answered with the panic's text. The engine fuzzer compares the answers with the collection's.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"sort"
	"strconv"
	"strings"

	chart4 "helm.sh/helm/v4/pkg/chart/common"
	util4 "helm.sh/helm/v4/pkg/chart/common/util"
	model4 "helm.sh/helm/v4/pkg/chart/v2"
	loader4 "helm.sh/helm/v4/pkg/chart/v2/loader"
	engine4 "helm.sh/helm/v4/pkg/engine"
	strvals4 "helm.sh/helm/v4/pkg/strvals"

	model3 "helm.sh/helm/v3/pkg/chart"
	util3 "helm.sh/helm/v3/pkg/chartutil"
	engine3 "helm.sh/helm/v3/pkg/engine"
	strvals3 "helm.sh/helm/v3/pkg/strvals"

	"sigs.k8s.io/yaml"
)

// request is one question. Op is "render", "set", "values" or "yaml"; the other fields are read as Op needs them.
type request struct {
	Op        string            `json:"op"`
	Dialect   string            `json:"dialect"`   // helm3 or helm4
	Templates map[string]string `json:"templates"` // path below the chart -> text
	Files     map[string]string `json:"files"`     // path below the chart -> text
	Values    string            `json:"values"`    // the text of values.yaml
	Config    string            `json:"config"`    // the text of a user's values file
	Subcharts []subchart        `json:"subcharts"`
	Kind      string            `json:"kind"` // set, string, json or literal
	Text      string            `json:"text"`
}

// subchart is a chart inside the one that is rendered.
type subchart struct {
	Name      string            `json:"name"`
	Templates map[string]string `json:"templates"`
	Values    string            `json:"values"`
}

// answer holds either Output (path -> text, base64 where it is not valid UTF-8), Dump or Error.
type answer struct {
	Output map[string]string `json:"output,omitempty"`
	Dump   string            `json:"dump,omitempty"`
	Error  string            `json:"error,omitempty"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 0 {
			var r request
			if bad := json.Unmarshal(line, &r); bad != nil {
				fmt.Fprintln(os.Stderr, bad)
				os.Exit(2)
			}
			if bad := encoder.Encode(reply(r)); bad != nil {
				fmt.Fprintln(os.Stderr, bad)
				os.Exit(2)
			}
			out.Flush()
		}
		if err != nil {
			return
		}
	}
}

func reply(r request) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = answer{Error: fmt.Sprintf("panic: %v", p)}
		}
	}()
	switch r.Op {
	case "render":
		return render(r)
	case "set":
		return set(r)
	case "values":
		return values(r)
	case "yaml":
		var v any
		if err := yaml.Unmarshal([]byte(r.Text), &v); err != nil {
			return answer{Error: err.Error()}
		}
		return answer{Dump: dump(v)}
	}
	return answer{Error: "oracle: unknown op " + r.Op}
}

func render(r request) answer {
	values, config := map[string]any{}, map[string]any{}
	if err := yaml.Unmarshal([]byte(r.Values), &values); err != nil {
		return answer{Error: "values: " + err.Error()}
	}
	if err := yaml.Unmarshal([]byte(r.Config), &config); err != nil {
		return answer{Error: "config: " + err.Error()}
	}
	var out map[string]string
	var err error
	if r.Dialect == "helm3" {
		c := &model3.Chart{Metadata: &model3.Metadata{APIVersion: "v2", Name: "c", Version: "1.2.3", AppVersion: "9.8"}, Values: values}
		for _, name := range sorted(r.Templates) {
			c.Templates = append(c.Templates, &model3.File{Name: name, Data: []byte(r.Templates[name])})
		}
		for _, name := range sorted(r.Files) {
			c.Files = append(c.Files, &model3.File{Name: name, Data: []byte(r.Files[name])})
		}
		for _, s := range r.Subcharts {
			inner := &model3.Chart{Metadata: &model3.Metadata{APIVersion: "v2", Name: s.Name, Version: "0.1.0"}}
			if err := yaml.Unmarshal([]byte(s.Values), &inner.Values); err != nil {
				return answer{Error: "values: " + err.Error()}
			}
			for _, name := range sorted(s.Templates) {
				inner.Templates = append(inner.Templates, &model3.File{Name: name, Data: []byte(s.Templates[name])})
			}
			c.AddDependency(inner)
		}
		var top util3.Values
		top, err = util3.ToRenderValues(c, config, util3.ReleaseOptions{Name: "rel", Namespace: "ns1", Revision: 1, IsInstall: true}, nil)
		if err == nil {
			out, err = engine3.Render(c, top)
		}
	} else {
		c := &model4.Chart{Metadata: &model4.Metadata{APIVersion: "v2", Name: "c", Version: "1.2.3", AppVersion: "9.8"}, Values: values}
		for _, name := range sorted(r.Templates) {
			c.Templates = append(c.Templates, &chart4.File{Name: name, Data: []byte(r.Templates[name])})
		}
		for _, name := range sorted(r.Files) {
			c.Files = append(c.Files, &chart4.File{Name: name, Data: []byte(r.Files[name])})
		}
		for _, s := range r.Subcharts {
			inner := &model4.Chart{Metadata: &model4.Metadata{APIVersion: "v2", Name: s.Name, Version: "0.1.0"}}
			if err := yaml.Unmarshal([]byte(s.Values), &inner.Values); err != nil {
				return answer{Error: "values: " + err.Error()}
			}
			for _, name := range sorted(s.Templates) {
				inner.Templates = append(inner.Templates, &chart4.File{Name: name, Data: []byte(s.Templates[name])})
			}
			c.AddDependency(inner)
		}
		var top chart4.Values
		top, err = util4.ToRenderValues(c, config, chart4.ReleaseOptions{Name: "rel", Namespace: "ns1", Revision: 1, IsInstall: true}, nil)
		if err == nil {
			out, err = engine4.Render(c, top)
		}
	}
	if err != nil {
		return answer{Error: err.Error()}
	}
	for name, text := range out {
		out[name] = base64.StdEncoding.EncodeToString([]byte(text))
	}
	return answer{Output: out}
}

// values reads a values file as the options of each Helm do: all documents, or the first one.
func values(r request) answer {
	found := map[string]any{}
	var err error
	if r.Dialect == "helm3" {
		err = yaml.Unmarshal([]byte(r.Text), &found)
	} else {
		found, err = loader4.LoadValues(strings.NewReader(r.Text))
	}
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Dump: dump(found)}
}

func set(r request) answer {
	dest := map[string]any{}
	var err error
	four := r.Dialect != "helm3"
	switch {
	case r.Kind == "set" && four:
		err = strvals4.ParseInto(r.Text, dest)
	case r.Kind == "set":
		err = strvals3.ParseInto(r.Text, dest)
	case r.Kind == "string" && four:
		err = strvals4.ParseIntoString(r.Text, dest)
	case r.Kind == "string":
		err = strvals3.ParseIntoString(r.Text, dest)
	case r.Kind == "json" && four:
		err = strvals4.ParseJSON(r.Text, dest)
	case r.Kind == "json":
		err = strvals3.ParseJSON(r.Text, dest)
	case r.Kind == "literal" && four:
		err = strvals4.ParseLiteralInto(r.Text, dest)
	case r.Kind == "literal":
		err = strvals3.ParseLiteralInto(r.Text, dest)
	default:
		return answer{Error: "oracle: unknown kind " + r.Kind}
	}
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Dump: dump(dest)}
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// dump writes a value with its types: nil, true, int64:3, float64:<its bits in hexadecimal>, "quoted", [a b], {"k"=v}.
func dump(v any) string {
	switch x := v.(type) {
	case nil:
		return "nil"
	case bool:
		return strconv.FormatBool(x)
	case int64:
		return "int64:" + strconv.FormatInt(x, 10)
	case float64:
		return fmt.Sprintf("float64:%016x", math.Float64bits(x))
	case string:
		return quote(x)
	case []any:
		parts := make([]string, len(x))
		for i, item := range x {
			parts[i] = dump(item)
		}
		return "[" + strings.Join(parts, " ") + "]"
	case map[string]any:
		var parts []string
		for _, name := range sorted(x) {
			parts = append(parts, quote(name)+"="+dump(x[name]))
		}
		return "{" + strings.Join(parts, " ") + "}"
	}
	return fmt.Sprintf("%T:%v", v, v)
}

// quote writes the bytes of a string in hexadecimal, so that invalid UTF-8 survives the JSON of the answer.
func quote(s string) string { return fmt.Sprintf("\"%x\"", s) }
