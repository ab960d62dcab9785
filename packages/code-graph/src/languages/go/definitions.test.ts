import { describe, expect, test } from 'vitest';
import { describeDefinition, describeFacts } from '../../facts/describe.ts';
import { factsOf } from './go-facts.fixture.ts';

async function definitionsOf(source: string): Promise<string[]> {
  return describeFacts(await factsOf(source)).definitions;
}

describe('definitions', () => {
  test('are functions, types with their members, constants and variables', async () => {
    const source = `package a

type User struct {
	Base
	*io.Reader
	id, Age int
}
type Store interface {
	Save(u User) error
}
type Ids []int
type Other = User
const Max, min = 1, 2
var _, now = f()
func (u *User) Name() string { return "" }
func New() *User { local := 1; return nil }
func (Kind[T]) String() string { return "" }
type Kind[T any] int
func init() {}
func init() {}
`;
    expect(await definitionsOf(source)).toEqual([
      'struct User 3:6',
      'property User.Base 4:2 embedded',
      'property User.Reader 5:6 embedded',
      'property User.id 6:2',
      'property User.Age 6:6',
      'interface Store 8:6',
      'method Store.Save 9:2 abstract',
      'type_alias Ids 11:6',
      'type_alias Other 12:6 alias',
      'class Kind 18:6',
      'constant Max 13:7',
      'constant min 13:12',
      'variable now 14:8',
      'method User.Name 15:16',
      'function New 16:6',
      'method Kind.String 17:16',
      'function init 19:6',
      'function init 20:6',
    ]);
  });

  test('of a type in another file carry its name', async () => {
    expect(await definitionsOf('package a\nfunc (s Server[T]) Run() {}\n')).toEqual([
      'method Server.Run 2:20',
    ]);
  });

  test('inside a function belong to it', async () => {
    const source = 'package a\nfunc f() {\n\ttype pair struct { a int }\n\tvar x pair\n}\n';
    expect(await definitionsOf(source)).toEqual([
      'function f 2:6',
      'struct f.pair 3:7',
      'property f.pair.a 3:21',
    ]);
  });
});

describe('a definition says', () => {
  const source = `package a

// Serve answers requests
// until it is stopped.
func (s *Server) Serve(
	l net.Listener,
) error {
	return nil
}

// not this one

type (
	// Server is one.
	Server struct { addr string }
)
`;

  test('its head, its comment and who sees it', async () => {
    const facts = await factsOf(source);
    expect(describeDefinition(facts, 'Server.Serve')).toMatchObject({
      signature: 'func (s *Server) Serve( l net.Listener, ) error',
      documentation: 'Serve answers requests\nuntil it is stopped.',
      visibility: 'public',
      exported: 'true',
      lines: '5-9',
    });
    expect(describeDefinition(facts, 'Server')).toMatchObject({
      signature: 'type Server struct',
      documentation: 'Server is one.',
    });
    expect(describeDefinition(facts, 'Server.addr')).toMatchObject({
      visibility: 'package',
      exported: 'false',
    });
  });
});

describe('imports', () => {
  test('are bound to the name of the package', async () => {
    const source = `package a
import "fmt"
import (
	log "github.com/a/logging"
	. "a/dots"
	_ "a/effects"
	"gopkg.in/yaml.v3"
	"github.com/b/go-isatty/v2"
)
func f() { fmt.Print(); log.Print(); yaml.Parse(); isatty.Is() }
`;
    const { imports, sites } = describeFacts(await factsOf(source));
    expect(imports).toEqual([
      'from fmt import * (namespace)',
      'from github.com/a/logging import * as log (namespace)',
      'from a/dots import * (wildcard)',
      'from a/effects import (side_effect)',
      'from gopkg.in/yaml.v3 import * (namespace)',
      'from github.com/b/go-isatty/v2 import * (namespace)',
    ]);
    expect(sites.filter((site) => site.startsWith('reference')).map((site) => site.split(' ')[1])).toEqual([
      'fmt',
      'log',
      'yaml',
      'isatty',
    ]);
  });
});
