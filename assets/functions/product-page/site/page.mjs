// The product list: one component for the browser, Lambda and the edge. React is taken by its default export, the only
// one that its published files have as modules.
import React from 'react'

const { createElement: h, useState } = React
const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' })

export function Page({ products, rendered }) {
  const [wanted, setWanted] = useState('')
  const found = products.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()))
  return h(
    React.Fragment,
    null,
    h(
      'main',
      null,
      h('h1', null, 'Products'),
      h('input', {
        type: 'search',
        placeholder: 'Find a product',
        'aria-label': 'Find a product',
        value: wanted,
        onChange: (event) => setWanted(event.target.value),
      }),
      h(
        'ul',
        null,
        found.map(({ id, name, price }) =>
          h('li', { key: id }, h('span', null, name), h('data', { value: price }, money.format(price))),
        ),
      ),
    ),
    h('footer', null, rendered),
  )
}
