package main

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"time"
)

// The parts of SPDX 2.3 that are used here.
type (
	document struct {
		Version       string         `json:"spdxVersion"`
		License       string         `json:"dataLicense"`
		ID            string         `json:"SPDXID"`
		Name          string         `json:"name"`
		Namespace     string         `json:"documentNamespace"`
		Creation      creation       `json:"creationInfo"`
		Packages      []pack         `json:"packages"`
		Files         []spdxFile     `json:"files"`
		Relationships []relationship `json:"relationships"`
	}
	creation struct {
		Created  string   `json:"created"`
		Creators []string `json:"creators"`
	}
	pack struct {
		ID           string     `json:"SPDXID"`
		Name         string     `json:"name"`
		Version      string     `json:"versionInfo"`
		Location     string     `json:"downloadLocation"`
		Analyzed     bool       `json:"filesAnalyzed"`
		Concluded    string     `json:"licenseConcluded"`
		Declared     string     `json:"licenseDeclared"`
		Copyright    string     `json:"copyrightText"`
		ExternalRefs []external `json:"externalRefs"`
	}
	external struct {
		Category string `json:"referenceCategory"`
		Type     string `json:"referenceType"`
		Locator  string `json:"referenceLocator"`
	}
	spdxFile struct {
		ID        string     `json:"SPDXID"`
		Name      string     `json:"fileName"`
		Types     []string   `json:"fileTypes"`
		Checksums []checksum `json:"checksums"`
		Concluded string     `json:"licenseConcluded"`
		Copyright string     `json:"copyrightText"`
	}
	checksum struct {
		Algorithm string `json:"algorithm"`
		Value     string `json:"checksumValue"`
	}
	relationship struct {
		From string `json:"spdxElementId"`
		Type string `json:"relationshipType"`
		To   string `json:"relatedSpdxElement"`
	}
)

const documentID = "SPDXRef-DOCUMENT"

var notID = regexp.MustCompile(`[^A-Za-z0-9.-]+`)

// id makes a name of what SPDX allows in one.
func id(kind, name string) string {
	return "SPDXRef-" + kind + "-" + notID.ReplaceAllString(name, "-")
}

// describe makes the bill. The first module is the project.
func describe(name, version string, programs []program, modules []module) (document, error) {
	created, err := epoch()
	if err != nil {
		return document{}, err
	}
	modules[0].version = version
	d := document{
		Version: "SPDX-2.3", License: "CC0-1.0", ID: documentID, Name: name + "-" + version,
		Namespace: "https://" + modules[0].path + "/spdx/" + name + "-" + version + "-" + fingerprint(programs),
		Creation:  creation{created, []string{"Tool: threadedtcp-sbom"}},
	}
	for _, m := range modules {
		d.Packages = append(d.Packages, pack{
			ID: id("Package", m.path), Name: m.path, Version: m.version, Location: "NOASSERTION",
			Concluded: m.licence, Declared: m.licence, Copyright: cmp.Or(m.copyright, "NOASSERTION"),
			ExternalRefs: []external{{"PACKAGE-MANAGER", "purl", "pkg:golang/" + m.path + "@" + m.version}},
		})
	}
	project := d.Packages[0].ID
	d.Relationships = append(d.Relationships, relationship{documentID, "DESCRIBES", project})
	for _, p := range d.Packages[1:] {
		d.Relationships = append(d.Relationships, relationship{project, "DEPENDS_ON", p.ID})
	}
	for _, p := range programs {
		f := spdxFile{
			ID: id("File", p.name), Name: "./" + p.name, Types: []string{"BINARY"},
			Checksums: []checksum{{"SHA1", p.sha1}, {"SHA256", p.sha256}},
			Concluded: "NOASSERTION", Copyright: "NOASSERTION",
		}
		d.Files = append(d.Files, f)
		d.Relationships = append(d.Relationships, relationship{f.ID, "GENERATED_FROM", project})
		for _, m := range p.modules {
			d.Relationships = append(d.Relationships, relationship{f.ID, "STATIC_LINK", id("Package", m.path)})
		}
	}
	return d, nil
}

// fingerprint makes the document's name one of a kind.
func fingerprint(programs []program) string {
	h := sha256.New()
	for _, p := range programs {
		io.WriteString(h, p.name+p.sha256)
	}
	return fmt.Sprintf("%x", h.Sum(nil))[:16]
}

// epoch is the time of the bill.
func epoch() (string, error) {
	text := cmp.Or(os.Getenv("SOURCE_DATE_EPOCH"), "0")
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seconds < 0 {
		return "", fmt.Errorf("SOURCE_DATE_EPOCH=%s: not seconds since 1970", text)
	}
	return time.Unix(seconds, 0).UTC().Format(time.RFC3339), nil
}
